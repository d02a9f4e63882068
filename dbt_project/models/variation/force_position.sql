with measure_values as (
    select * from {{ ref('int_measures__values') }}
),

compared as (
    select
        measure_values.*,
        averages.average_method,
        averages.average_value,
        averages.forces_in_average,
        averages.statistics_reason,
        measure_values.is_counted and not (methods.excludes_london and measure_values.is_london) as is_in_average
    from measure_values
    inner join {{ ref('int_measures__averages') }} as averages
        on
            measure_values.measure_id = averages.measure_id
            and measure_values.heading_id = averages.heading_id
            and measure_values.financial_year = averages.financial_year
    inner join {{ ref('average_methods') }} as methods
        on averages.average_method = methods.method_id
    union all
    select
        measure_values.*,
        peers.average_method,
        peers.average_value,
        peers.forces_in_average,
        peers.statistics_reason,
        cast(null as boolean) as is_in_average
    from measure_values
    inner join {{ ref('int_measures__peer_averages') }} as peers
        on
            measure_values.measure_id = peers.measure_id
            and measure_values.heading_id = peers.heading_id
            and measure_values.financial_year = peers.financial_year
            and measure_values.force_id = peers.force_id
),

placed as (
    select
        compared.*,
        ranks.rank_desc,
        ranks.percentile,
        ranks.end_of_range,
        ranks.forces_reporting as forces_ranked,
        measures.is_money,
        measures.is_change,
        measures.numerator_unit = 'FTE' and not measures.is_change as is_people,
        -- A share of money is the same number in any prices.
        measures.is_money and measures.denominator_unit <> 'GBP' as is_in_prices,
        measures.is_money and measures.denominator_group = 'population' as is_price_per_head,
        cast(measures.scale as {{ type_double() }}) as scale,
        case when compared.is_counted then compared.value - compared.average_value end as difference
    from compared
    inner join {{ ref('measures') }} as measures
        on compared.measure_id = measures.measure_id
    left join {{ ref('int_measures__ranks') }} as ranks
        on
            compared.measure_id = ranks.measure_id
            and compared.heading_id = ranks.heading_id
            and compared.financial_year = ranks.financial_year
            and compared.force_id = ranks.force_id
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
    from placed
)

select
    judged.measure_id,
    judged.heading_id,
    judged.financial_year,
    judged.force_id,
    judged.value,
    judged.reported_state,
    judged.rank_desc,
    judged.percentile,
    judged.average_method,
    judged.average_value,
    judged.difference,
    case when not judged.is_change then judged.difference / nullif(judged.average_value, 0) * 100 end as difference_pct,
    cast(case when judged.is_money then judged.gap_numerator end as {{ type_money() }}) as gap_gbp,
    case when judged.is_people then judged.gap_numerator end as gap_fte,
    judged.gap_numerator,
    judged.is_outlier,
    case
        when judged.is_outlier is not null and judged.end_of_range is not null
            then concat(
                'Among the ', judged.end_of_range, ' ', {{ variation_setting('outlier_share_pct', type_text()) }},
                ' % of the ', cast(judged.forces_ranked as {{ type_text() }}), ' forces that reported; ',
                case
                    when judged.is_price_per_head
                        then concat(
                            '£', cast(cast(abs(judged.difference) as {{ type_money() }}) as {{ type_text() }}),
                            ' per head from the average, against a limit of £',
                            {{ variation_setting('outlier_pounds_per_head', type_text()) }}, '.'
                        )
                    else 'the measure is not in pounds per head, so the limit in pounds per head is not applied.'
                end
            )
    end as outlier_reason,
    contexts.context as force_context,
    contexts.warranted as context_warranted,
    judged.is_small_number,
    judged.exclusion_ground,
    judged.mapped_from_heading_id,
    case when judged.is_in_prices then judged.value * prices.to_base_year end as value_real,
    case when judged.is_in_prices then judged.average_value * prices.to_base_year end as average_value_real,
    cast(case when judged.is_money then judged.gap_numerator * prices.to_base_year end as {{ type_money() }})
        as gap_gbp_real,
    case when judged.is_money then prices.price_base_year end as price_base_year,
    cast(judged.numerator as {{ type_double() }}) as numerator,
    cast(judged.denominator as {{ type_double() }}) as denominator,
    judged.population_mid_year,
    coverage.forces_reporting,
    coverage.forces_expected,
    judged.forces_in_average,
    judged.is_in_average,
    judged.statistics_reason,
    judged.submission_id,
    judged.is_illustrative
from judged
inner join {{ ref('int_measures__coverage') }} as coverage
    on
        judged.measure_id = coverage.measure_id
        and judged.heading_id = coverage.heading_id
        and judged.financial_year = coverage.financial_year
left join {{ ref('outlier_contexts') }} as contexts
    on
        judged.measure_id = contexts.measure_id
        and judged.heading_id = contexts.heading_id
        and judged.financial_year = contexts.financial_year
        and judged.force_id = contexts.force_id
        and contexts.is_latest
left join {{ ref('int_measures__prices') }} as prices
    on judged.financial_year = prices.financial_year
