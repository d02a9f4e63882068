with measure_values as (
    select * from {{ ref('int_measures__values') }}
),

averages as (
    select * from {{ ref('int_measures__averages') }}
),

ranks as (
    select * from {{ ref('int_measures__ranks') }}
),

measures as (
    select * from {{ ref('measures') }}
),

contexts as (
    select * from {{ ref('outlier_contexts') }}
    where is_latest
),

compared as (
    select
        measure_values.*,
        contexts.context as force_context,
        averages.average_method,
        averages.average_value,
        averages.forces_in_average,
        averages.statistics_reason,
        ranks.rank_desc,
        ranks.percentile,
        ranks.end_of_range,
        ranks.forces_reporting as forces_ranked,
        count(*) over summary_of as forces_expected,
        count(case when measure_values.is_counted then 1 end) over summary_of as forces_reporting,
        measures.is_money,
        measures.is_change,
        measures.is_money and measures.denominator_group = 'population' as is_price_per_head,
        cast(measures.scale as {{ type_double() }}) as scale,
        case when measure_values.is_counted then measure_values.value - averages.average_value end as difference
    from measure_values
    inner join averages
        on
            measure_values.measure_id = averages.measure_id
            and measure_values.heading_id = averages.heading_id
            and measure_values.financial_year = averages.financial_year
    inner join measures
        on measure_values.measure_id = measures.measure_id
    left join ranks
        on
            measure_values.measure_id = ranks.measure_id
            and measure_values.heading_id = ranks.heading_id
            and measure_values.financial_year = ranks.financial_year
            and measure_values.force_id = ranks.force_id
    left join contexts
        on
            measure_values.measure_id = contexts.measure_id
            and measure_values.heading_id = contexts.heading_id
            and measure_values.financial_year = contexts.financial_year
            and measure_values.force_id = contexts.force_id
    window summary_of as (
        partition by
            averages.measure_id,
            averages.heading_id,
            averages.financial_year,
            averages.average_method
    )
),

judged as (
    select
        *,
        difference * cast(denominator as {{ type_double() }}) / scale as gap_numerator,
        case
            when difference is null or rank_desc is null then null
            when end_of_range is null then false
            when is_price_per_head then abs(difference) > {{ variation_setting('outlier_pounds_per_head') }}
            else true
        end as is_outlier
    from compared
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
    case when not is_change then difference / nullif(average_value, 0) * 100 end as difference_pct,
    cast(case when is_money then gap_numerator end as {{ type_money() }}) as gap_gbp,
    gap_numerator,
    is_outlier,
    case
        when is_outlier is not null and end_of_range is not null
            then concat(
                'Among the ', end_of_range, ' ', {{ variation_setting('outlier_share_pct', type_text()) }},
                ' % of the ', cast(forces_ranked as {{ type_text() }}), ' forces that reported; ',
                case
                    when is_price_per_head
                        then concat(
                            '£', cast(cast(abs(difference) as {{ type_money() }}) as {{ type_text() }}),
                            ' per head from the average, against a limit of £',
                            {{ variation_setting('outlier_pounds_per_head', type_text()) }}, '.'
                        )
                    else 'the measure carries no price, so the limit in pounds per head is not applied.'
                end
            )
    end as outlier_reason,
    force_context,
    cast(numerator as {{ type_double() }}) as numerator,
    cast(denominator as {{ type_double() }}) as denominator,
    population_mid_year,
    cast(forces_reporting as integer) as forces_reporting,
    cast(forces_expected as integer) as forces_expected,
    forces_in_average,
    statistics_reason
from judged
