{{ config(meta={'rows_of_a_year_from': 'that year'}) }}
-- What does not depend on the average is put beside a value before the averages make several rows of it.
with measures as (
    select
        measures.measure_id,
        measures.is_money,
        measures.is_change,
        measures.numerator_unit = 'FTE' and not measures.is_change as is_people,
        -- A share of money is the same number in any prices.
        measures.is_money and measures.denominator_unit <> 'GBP' as is_in_prices,
        measures.is_money and measures.denominator_group = 'population' as is_price_per_head,
        {{ compared_figures('measures') }} as figures,
        cast(measures.scale as {{ type_double() }}) as scale
    from {{ ref('measures') }} as measures
),

placed as (
    select
        measure_values.*,
        measures.is_money,
        measures.is_change,
        measures.is_people,
        measures.is_in_prices,
        measures.is_price_per_head,
        measures.scale,
        ranks.rank_desc,
        ranks.percentile,
        ranks.end_of_range,
        ranks.forces_reporting as forces_ranked,
        coverage.forces_reporting,
        coverage.forces_expected,
        distribution.typical_size,
        abs(measure_values.value - distribution.median) / distribution.robust_deviation as robust_distance,
        coalesce(comparability.is_comparable, true) as is_comparable,
        comparability.reason as comparability_reason,
        contexts.context as force_context,
        contexts.warranted as context_warranted,
        prices.to_base_year,
        prices.price_base_year
    from {{ ref('int_measures__values') }} as measure_values
    inner join measures
        on measure_values.measure_id = measures.measure_id
    inner join {{ ref('int_measures__coverage') }} as coverage
        on
            measure_values.measure_id = coverage.measure_id
            and measure_values.heading_id = coverage.heading_id
            and measure_values.financial_year = coverage.financial_year
    left join {{ ref('int_measures__distribution') }} as distribution
        on
            measure_values.measure_id = distribution.measure_id
            and measure_values.heading_id = distribution.heading_id
            and measure_values.financial_year = distribution.financial_year
    left join {{ ref('heading_comparability') }} as comparability
        on
            measures.figures = comparability.figures
            and measure_values.heading_id = comparability.heading_id
            and measure_values.financial_year = comparability.financial_year
    left join {{ ref('int_measures__ranks') }} as ranks
        on
            measure_values.measure_id = ranks.measure_id
            and measure_values.heading_id = ranks.heading_id
            and measure_values.financial_year = ranks.financial_year
            and measure_values.force_id = ranks.force_id
    left join {{ ref('outlier_contexts') }} as contexts
        on
            measure_values.measure_id = contexts.measure_id
            and measure_values.heading_id = contexts.heading_id
            and measure_values.financial_year = contexts.financial_year
            and measure_values.force_id = contexts.force_id
            and contexts.is_latest
    left join {{ ref('int_measures__prices') }} as prices
        on measure_values.financial_year = prices.financial_year
),

compared as (
    select
        placed.*,
        averages.average_method,
        averages.average_value,
        averages.forces_in_average,
        averages.statistics_reason,
        placed.is_counted and not (methods.excludes_london and placed.is_london) as is_in_average
    from placed
    inner join {{ ref('int_measures__averages') }} as averages
        on
            placed.measure_id = averages.measure_id
            and placed.heading_id = averages.heading_id
            and placed.financial_year = averages.financial_year
    inner join {{ ref('average_methods') }} as methods
        on averages.average_method = methods.method_id
    union all
    select
        placed.*,
        peers.average_method,
        peers.average_value,
        peers.forces_in_average,
        peers.statistics_reason,
        cast(null as boolean) as is_in_average
    from placed
    inner join {{ ref('int_measures__peer_averages') }} as peers
        on
            placed.measure_id = peers.measure_id
            and placed.heading_id = peers.heading_id
            and placed.financial_year = peers.financial_year
            and placed.force_id = peers.force_id
),

differing as (
    select
        *,
        case when is_counted then value - average_value end as difference
    from compared
),

measured as (
    select
        *,
        difference * cast(denominator as {{ type_double() }}) / scale as gap_numerator,
        case
            when not is_change then difference / {{ percentage_base('average_value', 'typical_size') }} * 100
        end as difference_pct,
        {{ no_percentage_reason('average_value', 'typical_size', 'is_change') }} as percentage_reason,
        coalesce(
            {{ too_few_for_outliers('forces_ranked') }}, {{ not_compared('is_comparable', 'comparability_reason') }}
        ) as outliers_reason
    from differing
),

-- The rule for outliers, in this model alone: at an end of the range, far from the median as the forces are spread, and
-- by an amount that matters.
judged as (
    select
        *,
        case
            when difference is null or rank_desc is null then null
            when outliers_reason is not null or end_of_range is null then false
            when robust_distance <= {{ variation_setting('outlier_robust_distance') }} then false
            when is_price_per_head and abs(difference) > {{ variation_setting('outlier_pounds_per_head') }} then true
            when difference_pct is not null
                then abs(difference_pct) > {{ variation_setting('outlier_difference_pct') }}
            -- Without a percentage the robust distance decides, and without both nothing can.
            else robust_distance is not null
        end as is_outlier
    from measured
)

select
    measure_id,
    heading_id,
    financial_year,
    force_id,
    value,
    reported_state,
    rank_desc,
    percentile,
    average_method,
    average_value,
    difference,
    difference_pct,
    percentage_reason,
    cast(case when is_money then gap_numerator end as {{ type_money() }}) as gap_gbp,
    case when is_people then gap_numerator end as gap_fte,
    gap_numerator,
    is_comparable,
    is_outlier,
    case
        when is_outlier is not null and outliers_reason is not null then outliers_reason
        when is_outlier is not null and end_of_range is not null
            then concat(
                'Among the ', end_of_range, ' ', {{ variation_setting('outlier_share_pct', type_text()) }},
                '% of the ', cast(forces_ranked as {{ type_text() }}), ' forces that reported; ',
                case
                    when robust_distance is null
                        then 'half of the forces or more have the same value, so there is no robust distance'
                    else concat(
                        {{ outlier_figure('robust_distance') }}, ' robust standard deviations from the median (limit ',
                        {{ variation_setting('outlier_robust_distance', type_text()) }}, ')'
                    )
                end,
                case
                    when is_price_per_head
                        then concat(
                            '; ', {{ country_fact('currency_sign') }},
                            cast(cast(abs(difference) as {{ type_money() }}) as {{ type_text() }}),
                            ' per head from the average (limit ', {{ country_fact('currency_sign') }},
                            {{ variation_setting('outlier_pounds_per_head', type_text()) }}, ')'
                        )
                    else ''
                end,
                case
                    when difference_pct is null then '. No percentage of the average is made.'
                    else concat(
                        case when is_price_per_head then ' or ' else '; ' end,
                        {{ outlier_figure('abs(difference_pct)') }}, '% from the average (limit ',
                        {{ variation_setting('outlier_difference_pct', type_text()) }}, '%).'
                    )
                end
            )
    end as outlier_reason,
    force_context,
    context_warranted,
    is_small_number,
    exclusion_ground,
    held_by_rule,
    mapped_from_heading_id,
    case when is_in_prices then value * to_base_year end as value_real,
    case when is_in_prices then average_value * to_base_year end as average_value_real,
    cast(case when is_money then gap_numerator * to_base_year end as {{ type_money() }})
        as gap_gbp_real,
    case when is_money then price_base_year end as price_base_year,
    cast(numerator as {{ type_double() }}) as numerator,
    cast(denominator as {{ type_double() }}) as denominator,
    population_mid_year,
    forces_reporting,
    forces_expected,
    forces_in_average,
    is_in_average,
    statistics_reason,
    submission_id,
    is_illustrative
from judged
