{{ config(materialized='table', meta={'rows_of_a_year_from': 'that year'}) }}
with measure_values as (
    select * from {{ ref('int_measures__values') }}
),

measures as (
    select * from {{ ref('measures') }}
),

methods as (
    select * from {{ ref('average_methods') }}
    where not needs_peer_groups
),

in_scope as (
    select
        measure_values.*,
        measures.scale,
        methods.method_id,
        methods.weighting
    from measure_values
    inner join measures
        on measure_values.measure_id = measures.measure_id
    inner join methods
        on not (methods.excludes_london and measure_values.is_london)
),

summed as (
    select
        measure_id,
        heading_id,
        financial_year,
        method_id as average_method,
        weighting,
        scale,
        count(*) as forces_in_scope,
        count(case when is_counted then 1 end) as forces_in_average,
        {{ exact_mean('case when is_counted then value end') }} as plain_mean,
        {{ exact_sum('case when is_counted then numerator end') }} as numerators,
        {{ exact_sum('case when is_counted then denominator end') }} as denominators
    from in_scope
    group by measure_id, heading_id, financial_year, method_id, weighting, scale
)

select
    measure_id,
    heading_id,
    financial_year,
    average_method,
    cast(forces_in_scope as integer) as forces_in_scope,
    cast(forces_in_average as integer) as forces_in_average,
    plain_mean,
    case
        when forces_in_average < {{ variation_setting('minimum_forces') }} then null
        when weighting = 'simple' then plain_mean
        else cast(scale as {{ type_double() }}) * numerators / nullif(denominators, 0)
    end as average_value,
    {{ too_few_forces('forces_in_average') }} as statistics_reason
from summed
