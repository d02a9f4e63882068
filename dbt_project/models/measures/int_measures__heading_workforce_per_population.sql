with measures as (
    select * from {{ ref('measures') }}
    where family = 'heading_workforce_per_population'
),

workforce as (
    select * from {{ ref('int_measures__heading_workforce') }}
    where basis = 'fte'
),

populations as (
    select
        financial_years.financial_year,
        population.mid_year,
        population.force_id,
        population.population
    from {{ ref('force_population') }} as population
    inner join {{ ref('financial_years') }} as financial_years
        on population.mid_year = financial_years.population_mid_year
)

select
    measures.measure_id,
    workforce.heading_id,
    workforce.financial_year,
    workforce.force_id,
    workforce.fte as numerator,
    populations.population as denominator,
    populations.mid_year as population_mid_year,
    workforce.reported_state,
    workforce.mapped_from_heading_id,
    workforce.submission_id
from measures
inner join workforce
    on measures.numerator_group = workforce.workforce_group
left join populations
    on
        workforce.financial_year = populations.financial_year
        and workforce.force_id = populations.force_id
