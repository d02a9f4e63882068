{{ config(materialized='table') }}
-- The spread is that of the coefficient of variation: unlike highest over lowest it does not hang on two forces, and it
-- can be made where a force spends nothing.
with summaries as (
    select
        summaries.*,
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
    where
        summaries.measure_id = {{ cost_measure() }}
        and summaries.forces_reporting > 0
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
