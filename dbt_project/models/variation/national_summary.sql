with measure_values as (
    select * from {{ ref('int_measures__values') }}
),

averages as (
    select * from {{ ref('int_measures__averages') }}
),

methods as (
    select * from {{ ref('average_methods') }}
),

measures as (
    select * from {{ ref('measures') }}
),

coverage as (
    select
        measure_id,
        heading_id,
        financial_year,
        cast(count(*) as integer) as forces_expected,
        cast(count(case when is_counted then 1 end) as integer) as forces_reporting
    from measure_values
    group by measure_id, heading_id, financial_year
),

-- The forces of the method that reported: a method without London leaves London out of its spread too.
in_scope as (
    select
        averages.measure_id,
        averages.heading_id,
        averages.financial_year,
        averages.average_method,
        measure_values.value,
        measure_values.value - averages.plain_mean as deviation,
        (measure_values.value - averages.average_value) * cast(measure_values.denominator as {{ type_double() }})
        / measures.scale as gap
    from averages
    inner join methods
        on averages.average_method = methods.method_id
    inner join measures
        on averages.measure_id = measures.measure_id
    inner join measure_values
        on
            averages.measure_id = measure_values.measure_id
            and averages.heading_id = measure_values.heading_id
            and averages.financial_year = measure_values.financial_year
            and measure_values.is_counted
            and not (methods.excludes_london and measure_values.is_london)
    where averages.average_value is not null
),

spread as (
    select
        measure_id,
        heading_id,
        financial_year,
        average_method,
        min(value) as minimum,
        {{ quantile(0.1, 'value') }} as p10,
        {{ quantile(0.25, 'value') }} as lower_quartile,
        {{ quantile(0.5, 'value') }} as median,
        {{ quantile(0.75, 'value') }} as upper_quartile,
        {{ quantile(0.9, 'value') }} as p90,
        max(value) as maximum,
        sqrt({{ exact_mean('deviation * deviation') }}) as standard_deviation,
        {{ exact_sum('case when gap > 0 then gap else 0 end') }} as gap_above_average
    from in_scope
    group by measure_id, heading_id, financial_year, average_method
)

select
    averages.measure_id,
    averages.heading_id,
    averages.financial_year,
    averages.average_method,
    coverage.forces_reporting,
    coverage.forces_expected,
    averages.forces_in_scope,
    averages.forces_in_average,
    averages.average_value,
    spread.minimum,
    spread.p10,
    spread.lower_quartile,
    spread.median,
    spread.upper_quartile,
    spread.p90,
    spread.maximum,
    case when not measures.is_change and spread.minimum > 0 then spread.maximum / spread.minimum end
        as max_to_min_ratio,
    case when not measures.is_change then spread.standard_deviation / nullif(averages.plain_mean, 0) end
        as coefficient_of_variation,
    cast(case when measures.is_money then spread.gap_above_average end as {{ type_money() }}) as gap_above_average_gbp,
    cast(case when measures.is_cost then spread.gap_above_average end as {{ type_money() }}) as opportunity_gbp,
    averages.statistics_reason
from averages
inner join measures
    on averages.measure_id = measures.measure_id
inner join coverage
    on
        averages.measure_id = coverage.measure_id
        and averages.heading_id = coverage.heading_id
        and averages.financial_year = coverage.financial_year
left join spread
    on
        averages.measure_id = spread.measure_id
        and averages.heading_id = spread.heading_id
        and averages.financial_year = spread.financial_year
        and averages.average_method = spread.average_method
