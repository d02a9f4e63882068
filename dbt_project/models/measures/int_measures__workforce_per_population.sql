with measures as (
    select * from {{ ref('measures') }}
    where family = 'workforce_per_population'
),

workforce_groups as (
    select * from {{ ref('int_measures__workforce_groups') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
),

populations as (
    select * from {{ ref('force_population') }}
),

mid_years as (
    select distinct mid_year from populations
)

select
    measures.measure_id,
    'all-functions' as heading_id,
    financial_years.financial_year,
    workforce_groups.force_id,
    workforce_groups.fte as numerator,
    populations.population as denominator,
    mid_years.mid_year as population_mid_year,
    workforce_groups.reported_state,
    cast(null as {{ type_text() }}) as mapped_from_heading_id,
    workforce_groups.submission_id
from measures
inner join workforce_groups
    on measures.numerator_group = workforce_groups.workforce_group
inner join financial_years
    on workforce_groups.as_at = financial_years.workforce_as_at
left join mid_years
    on financial_years.population_mid_year = mid_years.mid_year
left join populations
    on
        workforce_groups.force_id = populations.force_id
        and mid_years.mid_year = populations.mid_year
