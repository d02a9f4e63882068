with items as (
    select
        _submission_id,
        max(case when lower(item) = 'board' then value end) as board_name
    from {{ ref('stg_board_decisions__about') }}
    group by _submission_id
),

boards as (
    select
        submissions.submission_id,
        items.board_name,
        coalesce({{ register_date('submissions.edition') }}, cast(submissions.received_at as date)) as as_at,
        submissions.received_at
    from {{ source('ledger', 'submissions') }} as submissions
    left join items on submissions.submission_id = items._submission_id
    where
        submissions.return_id = 'board_decisions'
        and {{ is_in_release('submissions') }}
)

select
    submission_id,
    board_name,
    as_at,
    cast(
        row_number() over (
            order by as_at desc nulls last, received_at desc nulls last, submission_id asc nulls last
        ) as integer
    ) as precedence
from boards
