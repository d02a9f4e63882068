{{ config(materialized='table') }}
-- Coverage by heading and year, and cost per head of those that collaborate beside that of the others. A difference of
-- means is never given under the least number of forces on either side.
with headings as (
    select heading_id
    from {{ ref('dim_poa_heading') }}
    where level in (1, 2)
),

forces_in_being as (
    {{ forces_in_being_at_year_ends() | indent(4) }}
),

collaborating as (
    select * from {{ ref('int_support__collaborating_forces') }}
),

coverage as (
    select
        heading_id,
        financial_year,
        count(*) as forces_collaborating
    from collaborating
    group by heading_id, financial_year
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
    headings.heading_id,
    forces_in_being.financial_year,
    coalesce(coverage.forces_collaborating, 0) as forces_collaborating,
    forces_in_being.forces_expected,
    100 * cast(coalesce(coverage.forces_collaborating, 0) as {{ type_double() }})
    / nullif(forces_in_being.forces_expected, 0) as collaborating_pct,
    sides.collaborating_forces as collaborating_forces_with_cost,
    sides.other_forces as other_forces_with_cost,
    sides.collaborating_mean as nre_per_head_collaborating,
    sides.other_mean as nre_per_head_others,
    made_up.heading_id is not null as is_illustrative
from headings
cross join forces_in_being
left join coverage
    on
        headings.heading_id = coverage.heading_id
        and forces_in_being.financial_year = coverage.financial_year
left join sides
    on
        headings.heading_id = sides.heading_id
        and forces_in_being.financial_year = sides.financial_year
left join made_up
    on
        headings.heading_id = made_up.heading_id
        and forces_in_being.financial_year = made_up.financial_year
