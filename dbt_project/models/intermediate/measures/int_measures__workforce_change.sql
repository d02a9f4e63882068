with measures as (
    select * from {{ ref('measures') }}
    where family = 'workforce_change'
),

workforce_groups as (
    select * from {{ ref('int_measures__workforce_groups') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
)

select
    measures.measure_id,
    'all-functions' as heading_id,
    financial_years.financial_year,
    now.force_id,
    now.fte - year_before.fte as numerator,
    year_before.fte as denominator,
    cast(null as integer) as population_mid_year,
    case
        when now.reported_state = 'reported' and year_before.reported_state = 'reported' then 'reported'
        else 'not_reported'
    end as reported_state,
    cast(null as {{ type_text() }}) as mapped_from_heading_id,
    now.submission_id
from measures
inner join workforce_groups as now
    on measures.numerator_group = now.workforce_group
inner join financial_years
    on now.as_at = financial_years.workforce_as_at
inner join financial_years as years_before
    on financial_years.start_year - 1 = years_before.start_year
inner join workforce_groups as year_before
    on
        measures.denominator_group = year_before.workforce_group
        and now.force_id = year_before.force_id
        and years_before.workforce_as_at = year_before.as_at
