{{ config(materialized='table') }}
-- The latest year in which a cost per head counts, by heading; a value that enters no statistic is not compared, nor is
-- a heading that does not compare between forces in that year.
with measures as (
    select
        measures.measure_id,
        {{ compared_figures('measures') }} as figures
    from {{ ref('measures') }} as measures
),

costs as (
    select
        measure_values.heading_id,
        measure_values.financial_year,
        measure_values.force_id,
        measure_values.value as nre_per_head,
        cast(measure_values.denominator as {{ type_double() }}) as people,
        coalesce(comparability.is_comparable, true) as is_comparable,
        measure_values.is_illustrative
    from {{ ref('int_measures__values') }} as measure_values
    inner join {{ ref('int_measures__cost_of_year') }} as costs_of_years
        on
            measure_values.financial_year = costs_of_years.financial_year
            and measure_values.measure_id = costs_of_years.measure_id
    inner join measures
        on measure_values.measure_id = measures.measure_id
    left join {{ ref('heading_comparability') }} as comparability
        on
            measures.figures = comparability.figures
            and measure_values.heading_id = comparability.heading_id
            and measure_values.financial_year = comparability.financial_year
    where
        measure_values.reported_state = 'reported'
        and measure_values.exclusion_ground is null
        and measure_values.value is not null
),

latest as (
    select
        heading_id,
        max(financial_year) as financial_year
    from costs
    group by heading_id
)

select
    costs.heading_id,
    costs.financial_year,
    costs.force_id,
    costs.nre_per_head,
    costs.people,
    costs.is_illustrative
from costs
inner join latest
    on
        costs.heading_id = latest.heading_id
        and costs.financial_year = latest.financial_year
where costs.is_comparable
