-- Judged by the date the board's file stands at and not by today, so that the same file gives the same table.
with dated as (
    select
        *,
        lead(explained_on) over (
            partition by force_id, heading_id order by explained_on asc nulls last
        ) as next_explained_on
    from {{ ref('int_board_decisions__explanations') }}
)

select
    force_id,
    heading_id,
    reason,
    explained_on,
    review_date,
    explained_on as valid_from,
    least(
        coalesce(cast(next_explained_on - interval 1 day as date), review_date),
        coalesce(review_date, cast(next_explained_on - interval 1 day as date))
    ) as valid_to,
    next_explained_on is null and coalesce(review_date >= as_at, true) as is_in_force,
    note,
    submission_id
from dated
