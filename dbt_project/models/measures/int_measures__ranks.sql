{{ config(materialized='table', meta={'rows_of_a_year_from': 'that year'}) }}
-- Positions are taken among all forces that reported, London included: they do not change with the average.
with counted as (
    select * from {{ ref('int_measures__values') }}
    where is_counted
),

ranked as (
    select
        measure_id,
        heading_id,
        financial_year,
        force_id,
        count(*) over (partition by measure_id, heading_id, financial_year) as forces_reporting,
        rank() over (
            partition by measure_id, heading_id, financial_year
            order by value desc nulls last
        ) as rank_desc,
        percent_rank() over (
            partition by measure_id, heading_id, financial_year
            order by value asc nulls last
        ) as percent_rank_asc,
        cume_dist() over (
            partition by measure_id, heading_id, financial_year
            order by value desc nulls last
        ) as share_at_or_above,
        cume_dist() over (
            partition by measure_id, heading_id, financial_year
            order by value asc nulls last
        ) as share_at_or_below
    from counted
)

select
    measure_id,
    heading_id,
    financial_year,
    force_id,
    cast(forces_reporting as integer) as forces_reporting,
    cast(rank_desc as integer) as rank_desc,
    percent_rank_asc * 100 as percentile,
    case
        when share_at_or_above <= {{ variation_setting('outlier_share_pct') }} / 100.0 then 'highest'
        when share_at_or_below <= {{ variation_setting('outlier_share_pct') }} / 100.0 then 'lowest'
    end as end_of_range
from ranked
where forces_reporting >= {{ variation_setting('minimum_forces') }}
