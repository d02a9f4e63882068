{{ config(materialized='table', meta={'rows_of_a_year_from': 'that year'}) }}
-- Over all forces whose value counts, London included: like places, it does not change with the average.
with counted as (
    select * from {{ ref('int_measures__values') }}
    where is_counted
),

centres as (
    select
        measure_id,
        heading_id,
        financial_year,
        count(*) as forces_reporting,
        {{ quantile(0.5, 'abs(value)') }} as typical_size,
        {{ quantile(0.5, 'value') }} as median
    from counted
    group by measure_id, heading_id, financial_year
),

deviations as (
    select
        counted.measure_id,
        counted.heading_id,
        counted.financial_year,
        {{ quantile(0.5, 'abs(counted.value - centres.median)') }} as median_deviation
    from counted
    inner join centres
        on
            counted.measure_id = centres.measure_id
            and counted.heading_id = centres.heading_id
            and counted.financial_year = centres.financial_year
    group by counted.measure_id, counted.heading_id, counted.financial_year
)

select
    centres.measure_id,
    centres.heading_id,
    centres.financial_year,
    cast(centres.forces_reporting as integer) as forces_reporting,
    centres.typical_size,
    centres.median,
    -- The median absolute deviation times 1.4826 is the standard deviation where values are normally distributed. What
    -- only the rounding of quotients sets apart is the same value.
    case
        when deviations.median_deviation > 1e-9 * centres.typical_size then 1.4826 * deviations.median_deviation
    end as robust_deviation
from centres
inner join deviations
    on
        centres.measure_id = deviations.measure_id
        and centres.heading_id = deviations.heading_id
        and centres.financial_year = deviations.financial_year
