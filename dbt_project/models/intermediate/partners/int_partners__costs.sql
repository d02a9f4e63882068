{{ config(materialized='table') }}
-- The latest year in which a cost per head counts, by heading; a value that enters no statistic is not compared.
with positions as (
    select
        positions.heading_id,
        positions.financial_year,
        positions.force_id,
        positions.value as nre_per_head,
        positions.denominator as people,
        positions.is_illustrative
    from {{ ref('force_position') }} as positions
    inner join {{ ref('dim_average_method') }} as methods
        on
            positions.average_method = methods.average_method
            and methods.is_default
    where
        positions.measure_id = {{ cost_measure() }}
        and positions.reported_state = 'reported'
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

select positions.*
from positions
inner join latest
    on
        positions.heading_id = latest.heading_id
        and positions.financial_year = latest.financial_year
