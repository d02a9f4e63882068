{{ config(materialized='table') }}

with items as (
    select
        _submission_id,
        max(case when lower(item) = 'register' then value end) as register_name,
        max(case when lower(item) = 'programme' then value end) as programme,
        max(case when lower(item) = 'reporter' then value end) as reporter,
        max(case when lower(item) = 'as at' then {{ register_date('value') }} end) as as_at,
        max(case when lower(item) = 'source' then value end) as source_title
    from {{ ref('stg_collaboration_register__about') }}
    group by _submission_id
),

registers as (
    select
        submissions.submission_id,
        items.register_name,
        items.programme,
        items.reporter,
        items.as_at,
        items.source_title,
        submissions.received_at,
        spellings.force_id is not null as is_of_a_force
    from {{ source('ledger', 'submissions') }} as submissions
    left join items on submissions.submission_id = items._submission_id
    left join {{ ref('int_collaboration_register__spellings') }} as spellings
        on lower(items.reporter) = spellings.spelling
    where
        submissions.return_id = 'collaboration_register'
        and {{ is_in_release('submissions') }}
)

select
    submission_id,
    register_name,
    programme,
    reporter,
    as_at,
    source_title,
    received_at,
    cast(
        -- Of one date, a register of the hub, a region or a programme goes before that of a single force.
        row_number() over (
            order by
                as_at desc nulls last, is_of_a_force asc, received_at desc nulls last, submission_id asc nulls last
        ) as integer
    ) as precedence
from registers
