-- Only the latest year of a measure and heading is asked about; how long the force has stood there is said beside it.
with positions as (
    select
        positions.*,
        financial_years.start_year
    from {{ ref('force_position') }} as positions
    inner join {{ ref('dim_average_method') }} as methods
        on
            positions.average_method = methods.average_method
            and methods.is_default
    inner join {{ ref('financial_years') }} as financial_years
        on positions.financial_year = financial_years.financial_year
),

latest as (
    select
        measure_id,
        heading_id,
        max(start_year) as start_year
    from positions
    where value is not null
    group by measure_id, heading_id
),

-- The year after the last in which the force reported and was no outlier.
turned as (
    select
        measure_id,
        heading_id,
        force_id,
        max(start_year) as last_inside
    from positions
    where is_outlier is not null and not is_outlier
    group by measure_id, heading_id, force_id
),

running as (
    select
        positions.measure_id,
        positions.heading_id,
        positions.force_id,
        min(positions.financial_year) as outlier_since,
        count(*) as years_running
    from positions
    left join turned
        on
            positions.measure_id = turned.measure_id
            and positions.heading_id = turned.heading_id
            and positions.force_id = turned.force_id
    where
        positions.is_outlier
        and (turned.last_inside is null or positions.start_year > turned.last_inside)
    group by positions.measure_id, positions.heading_id, positions.force_id
),

earlier_contexts as (
    select
        measure_id,
        heading_id,
        force_id,
        max(financial_year) as financial_year
    from {{ ref('outlier_contexts') }}
    where is_latest
    group by measure_id, heading_id, force_id
)

select
    positions.measure_id,
    positions.heading_id,
    positions.force_id,
    positions.financial_year,
    positions.value,
    positions.average_method,
    positions.average_value,
    positions.difference_pct,
    positions.gap_gbp,
    positions.gap_fte,
    positions.rank_desc,
    positions.outlier_reason,
    positions.is_small_number,
    -- Pounds and posts have no common unit: what has pounds comes first, then posts, then what has neither.
    cast(
        row_number() over (
            partition by positions.force_id
            order by
                abs(positions.gap_gbp) desc nulls last,
                abs(positions.gap_fte) desc nulls last,
                abs(positions.difference_pct) desc nulls last,
                positions.measure_id asc nulls last,
                positions.heading_id asc nulls last
        ) as integer
    ) as place_by_gap,
    running.outlier_since,
    cast(running.years_running as integer) as years_running,
    earlier_contexts.financial_year as explained_before_for,
    positions.is_illustrative
from positions
inner join latest
    on
        positions.measure_id = latest.measure_id
        and positions.heading_id = latest.heading_id
        and positions.start_year = latest.start_year
inner join running
    on
        positions.measure_id = running.measure_id
        and positions.heading_id = running.heading_id
        and positions.force_id = running.force_id
left join earlier_contexts
    on
        positions.measure_id = earlier_contexts.measure_id
        and positions.heading_id = earlier_contexts.heading_id
        and positions.force_id = earlier_contexts.force_id
where positions.is_outlier and positions.force_context is null
