{{ config(meta={'rows_of_a_year_from': 'that year'}) }}
with averages as (
    select * from {{ ref('int_measures__averages') }}
),

positions as (
    select * from {{ ref('force_position') }}
),

methods as (
    select * from {{ ref('dim_average_method') }}
),

measures as (
    select
        measures.*,
        {{ compared_figures('measures') }} as figures
    from {{ ref('measures') }} as measures
),

forces as (
    select
        force_id,
        is_metropolitan or is_city_of_london as is_london
    from {{ ref('dim_force') }}
),

-- The forces of the method that have a difference from it: a method without London leaves London out of its spread too.
in_scope as (
    select
        positions.*,
        positions.value - averages.plain_mean as deviation,
        -- Squares of shares of it fit the decimals that they are summed in, whatever the unit of the measure.
        max(abs(positions.value)) over (
            partition by positions.measure_id, positions.heading_id, positions.financial_year
        ) as largest_size
    from positions
    inner join methods
        on positions.average_method = methods.average_method
    inner join forces
        on
            positions.force_id = forces.force_id
            and not (methods.excludes_london and forces.is_london)
    left join averages
        on
            positions.measure_id = averages.measure_id
            and positions.heading_id = averages.heading_id
            and positions.financial_year = averages.financial_year
            and positions.average_method = averages.average_method
    where positions.difference is not null
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
        max(largest_size) * sqrt(
            {{ exact_mean('(deviation / nullif(largest_size, 0)) * (deviation / nullif(largest_size, 0))') }}
        ) as standard_deviation,
        {{ exact_sum('case when gap_numerator > 0 then gap_numerator else 0 end') }} as gap_above_average,
        count(case when is_outlier then 1 end) as outliers,
        count(case when is_outlier and force_context is not null then 1 end) as outliers_explained
    from in_scope
    group by measure_id, heading_id, financial_year, average_method
),

-- Under a peer method there is no one average; its forces are those that have an average of their own.
national as (
    select
        measure_id,
        heading_id,
        financial_year,
        average_method,
        forces_in_scope,
        forces_in_average,
        average_value,
        plain_mean,
        statistics_reason
    from averages
    union all
    select
        measure_id,
        heading_id,
        financial_year,
        average_method,
        cast(count(*) as integer) as forces_in_scope,
        cast(count(average_value) as integer) as forces_in_average,
        cast(null as {{ type_double() }}) as average_value,
        cast(null as {{ type_double() }}) as plain_mean,
        'Every force is compared with the average of its own peers, so there is no single national average.'
            as statistics_reason
    from {{ ref('int_measures__peer_averages') }}
    group by measure_id, heading_id, financial_year, average_method
)

select
    national.measure_id,
    national.heading_id,
    national.financial_year,
    national.average_method,
    coverage.forces_reporting,
    coverage.forces_expected,
    coverage.forces_not_reported,
    coverage.forces_not_provided,
    coverage.forces_denominator_missing,
    coverage.forces_unverified,
    coverage.forces_held,
    coverage.forces_left_out,
    coverage.forces_with_small_numbers,
    national.forces_in_scope,
    national.forces_in_average,
    national.average_value,
    spread.minimum,
    spread.p10,
    spread.lower_quartile,
    spread.median,
    spread.upper_quartile,
    spread.p90,
    spread.maximum,
    case when not measures.is_change and spread.minimum > 0 then spread.maximum / spread.minimum end
        as max_to_min_ratio,
    case
        when not measures.is_change
            then spread.standard_deviation / {{ percentage_base('national.plain_mean', 'distribution.typical_size') }}
    end as coefficient_of_variation,
    cast(case when measures.is_money then spread.gap_above_average end as {{ type_money() }}) as gap_above_average_gbp,
    case when measures.numerator_unit = 'FTE' and not measures.is_change then spread.gap_above_average end
        as gap_above_average_fte,
    cast(case when measures.is_cost then spread.gap_above_average end as {{ type_money() }}) as opportunity_gbp,
    case
        when measures.is_money and measures.denominator_unit <> 'GBP'
            then national.average_value * prices.to_base_year
    end as average_value_real,
    cast(case when measures.is_cost then spread.gap_above_average * prices.to_base_year end as {{ type_money() }})
        as opportunity_gbp_real,
    case when measures.is_money then prices.price_base_year end as price_base_year,
    cast(coalesce(spread.outliers, 0) as integer) as outliers,
    cast(coalesce(spread.outliers_explained, 0) as integer) as outliers_explained,
    case
        when national.statistics_reason is null
            then {{ no_percentage_reason('national.plain_mean', 'distribution.typical_size', 'measures.is_change') }}
    end as percentage_reason,
    coalesce(
        {{ too_few_for_outliers('coverage.forces_reporting') }},
        {{ not_compared('comparability.is_comparable', 'comparability.reason') }}
    ) as outliers_reason,
    coalesce(comparability.is_comparable, true) as is_comparable,
    comparability.reason as comparability_reason,
    comparability.compared_instead_heading_id,
    national.statistics_reason,
    coverage.is_illustrative
from national
inner join measures
    on national.measure_id = measures.measure_id
inner join {{ ref('int_measures__coverage') }} as coverage
    on
        national.measure_id = coverage.measure_id
        and national.heading_id = coverage.heading_id
        and national.financial_year = coverage.financial_year
left join {{ ref('heading_comparability') }} as comparability
    on
        measures.figures = comparability.figures
        and national.heading_id = comparability.heading_id
        and national.financial_year = comparability.financial_year
left join {{ ref('int_measures__distribution') }} as distribution
    on
        national.measure_id = distribution.measure_id
        and national.heading_id = distribution.heading_id
        and national.financial_year = distribution.financial_year
left join spread
    on
        national.measure_id = spread.measure_id
        and national.heading_id = spread.heading_id
        and national.financial_year = spread.financial_year
        and national.average_method = spread.average_method
left join {{ ref('int_measures__prices') }} as prices
    on national.financial_year = prices.financial_year
