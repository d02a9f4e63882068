{{ config(meta={'rows_of_a_year_from': 'that year'}) }}
with measure_values as (
    select * from {{ ref('int_measures__values') }}
),

measures as (
    select
        measures.*,
        {{ compared_figures('measures') }} as figures
    from {{ ref('measures') }} as measures
),

averages as (
    select * from {{ ref('int_measures__averages') }}
    where average_method = 'weighted_all'
),

regions as (
    select
        measure_id,
        heading_id,
        financial_year,
        home_office_region,
        count(*) as forces_expected,
        count(case when is_counted then 1 end) as forces_reporting,
        {{ exact_sum('case when is_counted then numerator end') }} as numerator,
        {{ exact_sum('case when is_counted then denominator end') }} as denominator
    from measure_values
    group by measure_id, heading_id, financial_year, home_office_region
),

valued as (
    select
        regions.*,
        measures.is_change,
        measures.figures,
        cast(measures.scale as {{ type_double() }}) * regions.numerator / nullif(regions.denominator, 0) as value
    from regions
    inner join measures
        on regions.measure_id = measures.measure_id
)

select
    valued.measure_id,
    valued.heading_id,
    valued.financial_year,
    valued.home_office_region,
    valued.value,
    cast(valued.forces_reporting as integer) as forces_reporting,
    cast(valued.forces_expected as integer) as forces_expected,
    averages.average_method,
    averages.average_value,
    valued.value - averages.average_value as difference,
    case
        when not valued.is_change
            then
                (valued.value - averages.average_value)
                / {{ percentage_base('averages.average_value', 'distribution.typical_size') }} * 100
    end as difference_pct,
    {{ no_percentage_reason('averages.average_value', 'distribution.typical_size', 'valued.is_change') }}
        as percentage_reason,
    coalesce(comparability.is_comparable, true) as is_comparable,
    valued.numerator,
    valued.denominator
from valued
inner join averages
    on
        valued.measure_id = averages.measure_id
        and valued.heading_id = averages.heading_id
        and valued.financial_year = averages.financial_year
left join {{ ref('heading_comparability') }} as comparability
    on
        valued.figures = comparability.figures
        and valued.heading_id = comparability.heading_id
        and valued.financial_year = comparability.financial_year
left join {{ ref('int_measures__distribution') }} as distribution
    on
        valued.measure_id = distribution.measure_id
        and valued.heading_id = distribution.heading_id
        and valued.financial_year = distribution.financial_year
