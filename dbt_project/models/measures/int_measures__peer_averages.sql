{{ config(materialized='table', meta={'rows_of_a_year_from': 'that year'}) }}
-- Weighted over the peers of each force, so that every force has an average of its own.
with peers as (
    select * from {{ ref('int_peer_groups__by_year') }}
),

measure_values as (
    select * from {{ ref('int_measures__values') }}
),

summed as (
    select
        measure_values.measure_id,
        measure_values.heading_id,
        measure_values.financial_year,
        peers.force_id,
        peers.average_method,
        count(*) as forces_in_scope,
        count(case when measure_values.is_counted then 1 end) as forces_in_average,
        {{ exact_sum('case when measure_values.is_counted then measure_values.numerator end') }} as numerators,
        {{ exact_sum('case when measure_values.is_counted then measure_values.denominator end') }} as denominators
    from peers
    inner join measure_values
        on
            peers.peer_force_id = measure_values.force_id
            and peers.financial_year = measure_values.financial_year
    group by
        measure_values.measure_id,
        measure_values.heading_id,
        measure_values.financial_year,
        peers.force_id,
        peers.average_method
)

select
    summed.measure_id,
    summed.heading_id,
    summed.financial_year,
    summed.force_id,
    summed.average_method,
    cast(summed.forces_in_scope as integer) as forces_in_scope,
    cast(summed.forces_in_average as integer) as forces_in_average,
    case
        when summed.forces_in_average >= {{ variation_setting('minimum_forces') }}
            then cast(measures.scale as {{ type_double() }}) * summed.numerators / nullif(summed.denominators, 0)
    end as average_value,
    {{ too_few_forces('summed.forces_in_average') }} as statistics_reason
from summed
inner join {{ ref('measures') }} as measures
    on summed.measure_id = measures.measure_id
