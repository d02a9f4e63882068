-- The method of Figure 11 of 2013: pay of a region over its people, from the estimates of the year. A force counts only
-- with both, so that pay and people are those of the same forces.
with pay as (
    select
        force_id,
        financial_year,
        case line when 'police_officer_pay' then 'police_officer' else 'police_staff' end as worker_type,
        amount_gbp
    from {{ ref('int_expenditure__all_headings') }}
    where
        heading_id = 'all-functions'
        and basis = 'estimate'
        and line in ('police_officer_pay', 'police_staff_pay')
        and amount_gbp is not null
),

paid_people as (
    select
        forces.home_office_region as region,
        pay.financial_year,
        pay.worker_type,
        workforce.basis,
        pay.amount_gbp,
        workforce.people
    from pay
    inner join {{ ref('int_workforce_returns__all_headings') }} as workforce
        on
            pay.force_id = workforce.force_id
            and pay.financial_year = workforce.financial_year
            and pay.worker_type = workforce.worker_type
            and workforce.heading_id = 'all-functions'
            and workforce.people is not null
    inner join {{ ref('forces') }} as forces on pay.force_id = forces.force_id
)

select
    region,
    financial_year,
    worker_type,
    basis,
    cast(sum(amount_gbp) as {{ type_money() }}) as pay_gbp,
    {{ exact_sum('people') }} as people,
    cast(
        cast(sum(amount_gbp) as {{ type_double() }}) / nullif({{ exact_sum('people') }}, 0) as {{ type_money() }}
    ) as average_cost_gbp,
    cast(count(*) as integer) as forces_counted
from paid_people
group by region, financial_year, worker_type, basis
