{{ config(materialized='table') }}
-- The latest year in which a cost per head counts, by heading; a value that enters no statistic is not compared, nor is
-- a heading that does not compare between forces in that year.
with positions as (
    select
        positions.heading_id,
        positions.financial_year,
        positions.force_id,
        positions.value as nre_per_head,
        positions.denominator as people,
        positions.is_comparable,
        positions.is_illustrative
    from {{ ref('force_position') }} as positions
    inner join {{ ref('dim_average_method') }} as methods
        on
            positions.average_method = methods.average_method
            and methods.is_default
    inner join {{ ref('int_measures__cost_of_year') }} as costs_of_years
        on
            positions.financial_year = costs_of_years.financial_year
            and positions.measure_id = costs_of_years.measure_id
    where
        positions.reported_state = 'reported'
        and positions.exclusion_ground is null
        and positions.value is not null
),

latest as (
    select
        heading_id,
        max(financial_year) as financial_year
    from positions
    group by heading_id
)

select
    positions.heading_id,
    positions.financial_year,
    positions.force_id,
    positions.nre_per_head,
    positions.people,
    positions.is_illustrative
from positions
inner join latest
    on
        positions.heading_id = latest.heading_id
        and positions.financial_year = latest.financial_year
where positions.is_comparable
