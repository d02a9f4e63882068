{%- set amounts = {
    'spend': 'spend',
    'addressable': 'addressable',
    'unclassified': 'unclassified',
    'addressable_national': 'addressable_national',
    'addressable_regional': 'addressable_regional',
    'addressable_national_or_regional': 'addressable_national + addressable_regional',
    'ten_largest_suppliers': 'ten_largest_suppliers',
    'supplier_squares': 'supplier_squares',
    'suppliers_with_spend': 'suppliers_with_spend',
} -%}
{%- set rows = [] -%}
{%- for quantity in amounts -%}{%- do rows.append({'quantity': quantity}) -%}{%- endfor -%}
with spend as (
    select
        *,
        cast(amount_gbp as {{ type_measured() }}) as amount
    from {{ ref('int_measures__classified_spend') }}
),

by_force as (
    select
        force_id,
        financial_year,
        max(submission_id) as submission_id,
        count(amount) = count(*) as is_complete,
        count(case when contract_route = 'not stated' then 1 end) = 0 as has_routes,
        sum(amount) as spend,
        sum(case when is_addressable then amount else 0 end) as addressable,
        sum(case when is_addressable is null then amount else 0 end) as unclassified,
        sum(case when is_addressable and contract_route = 'national' then amount else 0 end) as addressable_national,
        sum(case when is_addressable and contract_route = 'regional' then amount else 0 end) as addressable_regional
    from spend
    group by force_id, financial_year
),

-- A supplier whose credits come to its invoices or more has no share of what was bought. A placeholder is no supplier.
by_supplier as (
    select
        force_id,
        financial_year,
        supplier_key,
        sum(amount) as bought
    from spend
    where supplier_key is not null
    group by force_id, financial_year, supplier_key
    having sum(amount) > 0
),

shared_out as (
    select
        force_id,
        financial_year,
        bought,
        cast(bought as {{ type_double() }})
        * cast(bought as {{ type_double() }})
        / cast(sum(bought) over (partition by force_id, financial_year) as {{ type_double() }}) as square_over_all,
        row_number() over (
            partition by force_id, financial_year
            order by bought desc nulls last, supplier_key asc nulls last
        ) as place
    from by_supplier
),

concentration as (
    select
        force_id,
        financial_year,
        sum(bought) as suppliers_with_spend,
        sum(case when place <= 10 then bought end) as ten_largest_suppliers,
        sum(cast(square_over_all as {{ type_measured() }})) as supplier_squares
    from shared_out
    group by force_id, financial_year
),

together as (
    select
        by_force.*,
        concentration.suppliers_with_spend,
        concentration.ten_largest_suppliers,
        concentration.supplier_squares
    from by_force
    left join concentration
        on
            by_force.force_id = concentration.force_id
            and by_force.financial_year = concentration.financial_year
),

quantity_names as (
    {{ typed_rows(rows) }}
),

long as (
    select
        together.force_id,
        together.financial_year,
        together.submission_id,
        together.is_complete,
        together.has_routes,
        together.addressable,
        together.unclassified,
        quantity_names.quantity,
        {{ column_of('quantity_names.quantity', amounts) }} as amount
    from together
    cross join quantity_names
),

-- Where nothing is known to be addressable and something is not decided on, what is addressable is not known. Where
-- credits exceed invoices the amount is shown and not counted. A published list does not say how a line was bought.
judged as (
    select
        *,
        case
            when not is_complete or amount is null then 'not_reported'
            when
                not has_routes
                and quantity in ('addressable_national', 'addressable_regional', 'addressable_national_or_regional')
                then 'not_reported'
            when quantity = 'addressable' and addressable = 0 and unclassified <> 0 then 'not_reported'
            when amount < 0 then 'unverified'
            else 'reported'
        end as reported_state
    from long
),

spent as (
    select
        force_id,
        financial_year,
        quantity,
        case when reported_state <> 'not_reported' then cast(amount as {{ type_measured() }}) end as amount,
        reported_state,
        submission_id
    from judged
),

-- What is still running in the year, one-offs of the year with it. A line of which delivery is not known in a year for
-- which it promises something leaves the force unreported.
saved as (
    select
        force_id,
        financial_year,
        'savings' as quantity,
        {{ sum_if_complete('off_budget_in_year_gbp', type_measured()) }} as amount,
        case when count(off_budget_in_year_gbp) = count(*) then 'reported' else 'not_reported' end as reported_state,
        max(submission_id) as submission_id
    from {{ ref('savings') }}
    where
        heading_id = {{ country_fact('heading_procurement') }}
        and force_id is not null
        and kind in ('cashable', 'not_stated')
        and (forecast_year_basis = 'named' or delivered_year_basis in ('named', 'carried_on'))
    group by force_id, financial_year
),

of_the_force as (
    select * from spent
    union all
    select * from saved
),

quantities as (
    select
        force_id,
        financial_year,
        {{ country_fact('heading_procurement') }} as heading_id,
        quantity,
        cast(null as {{ type_text() }}) as basis,
        amount,
        cast(null as integer) as population_mid_year,
        reported_state,
        submission_id
    from of_the_force
    union all
    {{ population_quantity(var('heading_procurement')) | indent(4) }}
)

{{ ratios_of('procurement', 'quantities') }}
