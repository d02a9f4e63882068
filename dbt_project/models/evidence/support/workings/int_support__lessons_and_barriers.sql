with headings as (
    select
        heading_id,
        parent_heading_id
    from {{ ref('dim_poa_heading') }}
    where level in (1, 2)
),

said as (
    select
        heading_id,
        count(case when kind = 'lesson' then 1 end) as lessons,
        count(case when kind = 'barrier' then 1 end) as barriers
    from {{ ref('heading_guide') }}
    group by heading_id
),

owed_by_heading as (
    select
        heading_id,
        count(*) as owed
    from {{ ref('explanations_owed') }}
    group by heading_id
),

-- A heading of level 1 is owed what is owed for those below it.
owed as (
    select
        headings.heading_id,
        sum(owed_by_heading.owed) as explanations_owed
    from headings
    inner join headings as below
        on headings.heading_id in (below.heading_id, below.parent_heading_id)
    inner join owed_by_heading
        on below.heading_id = owed_by_heading.heading_id
    group by headings.heading_id
)

select
    headings.heading_id,
    coalesce(said.lessons, 0) as lessons,
    coalesce(said.barriers, 0) as barriers,
    coalesce(owed.explanations_owed, 0) as explanations_owed
from headings
left join said
    on headings.heading_id = said.heading_id
left join owed
    on headings.heading_id = owed.heading_id
