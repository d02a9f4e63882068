-- The last count of a year stands: adding two counts would double the people.
with counts as (
    select
        workforce.*,
        years.financial_year,
        max(workforce.as_at) over (
            partition by workforce.agreement_id, workforce.party_id, years.financial_year
        ) as last_as_at
    from {{ ref('int_collaboration_register__one_basis_workforce') }} as workforce
    left join {{ ref('financial_years') }} as years
        on workforce.as_at between years.starts_on and years.ends_on
    where workforce.location = 'retained_in_force'
),

people as (
    select
        agreement_id,
        party_id,
        max(force_id) as force_id,
        financial_year,
        as_at,
        max(as_at_precision) as as_at_precision,
        -- Where officers are counted as people and staff as full-time equivalents, neither is shown.
        case when count(distinct basis) = 1 then max(basis) end as basis,
        case when count(distinct basis) = 1 then sum(case when worker_type = 'police_officer' then people end) end
            as officers,
        case when count(distinct basis) = 1 then sum(case when worker_type = 'police_staff' then people end) end
            as staff,
        max(source_document) as source_document,
        max(source_place) as source_place,
        max(submission_id) as submission_id
    from counts
    where as_at = last_as_at
    group by agreement_id, party_id, financial_year, as_at
),

ranked_costs as (
    select
        *,
        row_number() over (
            partition by agreement_id, party_id, financial_year
            order by case status when 'actual' then 0 else 1 end asc, submission_id asc nulls last
        ) as place
    from {{ ref('int_collaboration_register__one_basis_costs') }}
    where kind = 'retained_in_force' and coalesce(status, 'not_stated') <> 'forecast'
),

costs as (
    select * from ranked_costs
    where place = 1
),

combined as (
    select
        coalesce(people.agreement_id, costs.agreement_id) as agreement_id,
        coalesce(people.party_id, costs.party_id) as party_id,
        coalesce(people.force_id, costs.force_id) as force_id,
        coalesce(people.financial_year, costs.financial_year) as financial_year,
        people.as_at,
        people.as_at_precision,
        people.basis,
        people.officers,
        people.staff,
        costs.amount_gbp as cost_gbp,
        coalesce(people.source_document, costs.source_document) as source_document,
        coalesce(people.source_place, costs.source_place) as source_place,
        coalesce(people.submission_id, costs.submission_id) as submission_id
    from people
    full outer join costs
        on
            people.agreement_id = costs.agreement_id
            and people.party_id = costs.party_id
            and people.financial_year = costs.financial_year
)

select
    combined.agreement_id,
    combined.party_id,
    combined.force_id,
    combined.financial_year,
    combined.as_at,
    combined.as_at_precision,
    combined.basis,
    cast(combined.officers as decimal(18, 2)) as officers,
    cast(combined.staff as decimal(18, 2)) as staff,
    combined.cost_gbp,
    prices.officer_gbp as officer_price_gbp,
    prices.staff_gbp as staff_price_gbp,
    cast(
        cast(combined.officers as {{ type_double() }}) * cast(prices.officer_gbp as {{ type_double() }})
        + cast(combined.staff as {{ type_double() }}) * cast(prices.staff_gbp as {{ type_double() }})
        as {{ type_money() }}
    ) as priced_cost_gbp,
    combined.source_document,
    combined.source_place,
    combined.submission_id
from combined
left join {{ ref('dim_force') }} as forces on combined.force_id = forces.force_id
left join {{ ref('int_money__prices') }} as prices
    on
        forces.home_office_region = prices.region
        and combined.financial_year = prices.financial_year
        and case combined.basis when 'people' then 'headcount' else combined.basis end = prices.basis
