{{ config(materialized='table') }}

-- Date, reporter and precedence of a register are those by which its agreements were matched.
with items as (
    select
        _submission_id,
        max(case when lower(item) = 'register' then value end) as register_name,
        max(case when lower(item) = 'programme' then value end) as programme,
        max(case when lower(item) = 'reporter' then value end) as reporter,
        max(case when lower(item) = 'source' then value end) as source_title
    from {{ ref('stg_collaboration_register__about') }}
    group by _submission_id
)

select
    submissions.submission_id,
    items.register_name,
    items.programme,
    items.reporter,
    registers.as_at,
    items.source_title,
    submissions.received_at,
    registers.precedence
from {{ source('ledger', 'submissions') }} as submissions
inner join {{ source('ledger', 'registers') }} as registers
    on submissions.submission_id = registers.submission_id
left join items
    on submissions.submission_id = items._submission_id
where
    submissions.return_id = 'collaboration_register'
    and {{ is_in_release('submissions') }}
