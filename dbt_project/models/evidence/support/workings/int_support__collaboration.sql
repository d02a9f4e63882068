{{ config(materialized='table') }}
-- Coverage by heading and year, and cost per head of those that collaborate beside that of the others. A difference of
-- means is never given under the least number of forces on either side.
with collaborating as (
    select * from {{ ref('int_support__collaborating_forces') }}
),

made_up as (
    select distinct
        filed.heading_id,
        live.financial_year
    from {{ ref('int_national_picture__live') }} as live
    inner join {{ ref('int_national_picture__agreement_headings') }} as filed
        on live.agreement_id = filed.agreement_id
    inner join {{ ref('agreements') }} as agreements
        on live.agreement_id = agreements.agreement_id
    inner join {{ source('ledger', 'submissions') }} as submissions
        on agreements.submission_id = submissions.submission_id
    where {{ is_illustrative('submissions') }}
),

split as (
    select
        costs.heading_id,
        costs.financial_year,
        collaborating.force_id is not null as collaborates,
        count(*) as forces,
        {{ exact_mean('costs.value') }} as mean_value
    from {{ ref('int_support__costs') }} as costs
    left join collaborating
        on
            costs.heading_id = collaborating.heading_id
            and costs.financial_year = collaborating.financial_year
            and costs.force_id = collaborating.force_id
    where costs.is_in_average
    group by costs.heading_id, costs.financial_year, collaborating.force_id is not null
),

sides as (
    select
        heading_id,
        financial_year,
        coalesce(max(case when collaborates then forces end), 0) as collaborating_forces,
        coalesce(max(case when not collaborates then forces end), 0) as other_forces,
        max(
            case when collaborates and forces >= {{ variation_setting('minimum_forces') }} then mean_value end
        ) as collaborating_mean,
        max(
            case when not collaborates and forces >= {{ variation_setting('minimum_forces') }} then mean_value end
        ) as other_mean
    from split
    group by heading_id, financial_year
)

select
    coverage.heading_id,
    coverage.financial_year,
    coverage.forces_collaborating,
    coverage.forces_expected,
    100 * cast(coverage.forces_collaborating as {{ type_double() }}) / nullif(coverage.forces_expected, 0)
        as collaborating_pct,
    sides.collaborating_forces as collaborating_forces_with_cost,
    sides.other_forces as other_forces_with_cost,
    sides.collaborating_mean as nre_per_head_collaborating,
    sides.other_mean as nre_per_head_others,
    made_up.heading_id is not null as is_illustrative
from {{ ref('int_support__coverage') }} as coverage
left join sides
    on
        coverage.heading_id = sides.heading_id
        and coverage.financial_year = sides.financial_year
left join made_up
    on
        coverage.heading_id = made_up.heading_id
        and coverage.financial_year = made_up.financial_year
