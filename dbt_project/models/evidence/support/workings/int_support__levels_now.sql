with standing as (
    select
        *,
        row_number() over (
            partition by heading_id
            order by
                is_own desc nulls last,
                decided_on desc nulls last,
                level_of_support desc nulls last,
                decision_id asc nulls last
        ) as place
    from {{ ref('int_support__decisions') }}
    where is_in_force
)

select
    heading_id,
    decided_heading_id,
    decision_id,
    level_of_support,
    level_name,
    decided_on,
    is_illustrative
from standing
where place = 1
