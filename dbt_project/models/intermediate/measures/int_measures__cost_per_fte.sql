with measures as (
    select * from {{ ref('measures') }}
    where family = 'cost_per_fte'
),

expenditure as (
    select * from {{ ref('int_measures__expenditure') }}
),

workforce as (
    select * from {{ ref('int_measures__heading_workforce') }}
)

select
    measures.measure_id,
    expenditure.heading_id,
    expenditure.financial_year,
    expenditure.force_id,
    expenditure.net_revenue_expenditure_gbp as numerator,
    workforce.fte as denominator,
    cast(null as integer) as population_mid_year,
    case
        when expenditure.reported_state <> 'reported' then expenditure.reported_state
        else coalesce(workforce.reported_state, 'not_reported')
    end as reported_state,
    expenditure.mapped_from_heading_id,
    expenditure.submission_id
from measures
inner join expenditure
    on measures.basis = expenditure.basis
left join workforce
    on
        measures.denominator_group = workforce.workforce_group
        and expenditure.force_id = workforce.force_id
        and expenditure.financial_year = workforce.financial_year
        and expenditure.heading_id = workforce.heading_id
