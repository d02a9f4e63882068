with items as (
    select
        _submission_id,
        max(case when lower(item) = 'name of set' then value end) as peer_set_name,
        max(case when lower(item) = 'kind' then lower(value) end) as kind,
        max(case when lower(item) = 'published by' then value end) as published_by,
        max(case when lower(item) = 'source' then value end) as source
    from {{ ref('stg_peer_groups__about') }}
    group by _submission_id
),

sets as (
    select
        submissions.submission_id,
        {{ register_slug('items.peer_set_name') }} as peer_set_id,
        items.peer_set_name,
        items.kind,
        items.published_by,
        items.source,
        coalesce({{ register_date('submissions.edition') }}, cast(submissions.received_at as date)) as as_at,
        {{ is_illustrative('submissions') }} as is_illustrative,
        submissions.received_at
    from {{ source('ledger', 'submissions') }} as submissions
    inner join items on submissions.submission_id = items._submission_id
    where {{ is_in_release('submissions') }}
),

-- Two spellings of one name are one set: a space or a capital letter does not make another.
ranked as (
    select
        sets.*,
        row_number() over (
            partition by sets.peer_set_id
            order by sets.as_at desc nulls last, sets.received_at desc nulls last, sets.submission_id asc nulls last
        ) as place
    from sets
)

select
    submission_id,
    peer_set_id,
    peer_set_name,
    kind,
    published_by,
    source,
    as_at,
    is_illustrative,
    cast(
        row_number() over (
            order by
                is_illustrative asc nulls last,
                as_at desc nulls last,
                received_at desc nulls last,
                submission_id asc nulls last
        ) as integer
    ) as precedence
from ranked
where place = 1
