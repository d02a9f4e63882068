{{ config(materialized='table') }}
-- The spread is that of the coefficient of variation: unlike highest over lowest it does not hang on two forces, and it
-- can be made where a force spends nothing. A heading that does not compare between forces has none, and years before a
-- break in what a heading covers are compared with none after it.
with summaries as (
    select
        summaries.measure_id,
        summaries.heading_id,
        summaries.financial_year,
        summaries.average_value,
        summaries.forces_reporting,
        summaries.forces_expected,
        summaries.price_base_year,
        summaries.is_comparable,
        summaries.comparability_reason,
        summaries.is_illustrative,
        case when summaries.is_comparable then summaries.minimum end as minimum,
        case when summaries.is_comparable then summaries.maximum end as maximum,
        case when summaries.is_comparable then summaries.max_to_min_ratio end as max_to_min_ratio,
        case when summaries.is_comparable then summaries.coefficient_of_variation end as coefficient_of_variation,
        case when summaries.is_comparable then summaries.opportunity_gbp end as opportunity_gbp,
        case when summaries.is_comparable then summaries.opportunity_gbp_real end as opportunity_gbp_real,
        case when summaries.is_comparable then summaries.outliers end as outliers,
        case when summaries.is_comparable then summaries.outliers_explained end as outliers_explained,
        sum(case when comparability.breaks_with_earlier_years then 1 else 0 end) over (
            partition by summaries.heading_id, summaries.measure_id order by financial_years.start_year asc nulls last
            rows between unbounded preceding and current row
        ) as breaks_so_far,
        financial_years.start_year
    from {{ ref('national_summary') }} as summaries
    inner join {{ ref('dim_average_method') }} as methods
        on
            summaries.average_method = methods.average_method
            and methods.is_default
    inner join {{ ref('dim_poa_heading') }} as headings
        on
            summaries.heading_id = headings.heading_id
            and headings.level in (1, 2)
    inner join {{ ref('financial_years') }} as financial_years
        on summaries.financial_year = financial_years.financial_year
    inner join {{ ref('int_measures__cost_of_year') }} as costs_of_years
        on
            summaries.financial_year = costs_of_years.financial_year
            and summaries.measure_id = costs_of_years.measure_id
    left join {{ ref('heading_comparability') }} as comparability
        on
            summaries.measure_id = comparability.judged_measure_id
            and summaries.heading_id = comparability.heading_id
            and summaries.financial_year = comparability.financial_year
    where summaries.forces_reporting > 0
),

earlier as (
    select
        later.heading_id,
        later.financial_year,
        former.financial_year as compared_with_year,
        former.average_value,
        former.max_to_min_ratio,
        former.coefficient_of_variation,
        row_number() over (
            partition by later.heading_id, later.financial_year order by former.start_year asc nulls last
        ) as place
    from summaries as later
    inner join summaries as former
        on
            later.heading_id = former.heading_id
            and later.measure_id = former.measure_id
            and later.breaks_so_far = former.breaks_so_far
            and later.start_year > former.start_year
    where
        former.coefficient_of_variation is not null
        and former.start_year >= later.start_year - {{ variation_setting('spread_trend_years') }}
),

steps as (
    select
        summaries.heading_id,
        summaries.financial_year,
        summaries.start_year,
        case when summaries.coefficient_of_variation > before.coefficient_of_variation then 1 else 0 end as has_widened
    from summaries
    left join summaries as before
        on
            summaries.heading_id = before.heading_id
            and summaries.measure_id = before.measure_id
            and summaries.breaks_so_far = before.breaks_so_far
            and summaries.start_year = before.start_year + 1
),

runs as (
    select
        *,
        sum(1 - has_widened) over (
            partition by heading_id order by start_year asc nulls last
            rows between unbounded preceding and current row
        ) as run
    from steps
),

widening as (
    select
        heading_id,
        financial_year,
        sum(has_widened) over (
            partition by heading_id, run order by start_year asc nulls last
            rows between unbounded preceding and current row
        ) as years_widening
    from runs
)

select
    summaries.heading_id,
    summaries.financial_year,
    summaries.measure_id,
    summaries.start_year,
    summaries.average_value,
    summaries.minimum,
    summaries.maximum,
    summaries.max_to_min_ratio,
    summaries.coefficient_of_variation,
    summaries.opportunity_gbp,
    summaries.opportunity_gbp_real,
    summaries.price_base_year,
    summaries.forces_reporting,
    summaries.forces_expected,
    summaries.is_comparable,
    summaries.comparability_reason,
    summaries.outliers,
    summaries.outliers_explained,
    summaries.is_illustrative,
    earlier.compared_with_year,
    earlier.average_value as average_value_before,
    earlier.max_to_min_ratio as max_to_min_ratio_before,
    earlier.coefficient_of_variation as coefficient_of_variation_before,
    100 * (summaries.coefficient_of_variation - earlier.coefficient_of_variation)
    / nullif(earlier.coefficient_of_variation, 0) as spread_change_pct,
    case when summaries.coefficient_of_variation is not null then widening.years_widening end as years_widening
from summaries
inner join widening
    on
        summaries.heading_id = widening.heading_id
        and summaries.financial_year = widening.financial_year
left join earlier
    on
        summaries.heading_id = earlier.heading_id
        and summaries.financial_year = earlier.financial_year
        and earlier.place = 1
