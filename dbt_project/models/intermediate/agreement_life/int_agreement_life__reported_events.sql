-- What a register says of a life: its events, and where no event says so the start and the end of the agreements sheet.
with registers as (
    select
        submission_id,
        coalesce(as_at, cast(received_at as date)) as known_by
    from {{ ref('int_collaboration_register__registers') }}
),

event_rows as (
    select
        _submission_id,
        agreement_id,
        sequence,
        min(_row) as row_number
    from {{ ref('stg_collaboration_register__events') }}
    group by _submission_id, agreement_id, sequence
),

agreement_rows as (
    select
        _submission_id,
        agreement_id,
        min(_row) as row_number
    from {{ ref('stg_collaboration_register__agreements') }}
    group by _submission_id, agreement_id
),

events as (
    select
        events.agreement_id,
        cast(events.sequence as {{ type_double() }}) as sequence,
        events.event,
        events.event_date,
        events.event_date_precision,
        bodies.party_id,
        life_events.is_preparation,
        'event' as basis,
        registers.known_by,
        events.submission_id,
        event_rows.row_number
    from {{ ref('int_collaboration_register__events') }} as events
    inner join registers on events.submission_id = registers.submission_id
    inner join {{ ref('life_events') }} as life_events on events.event = life_events.event
    left join event_rows
        on
            events.submission_id = event_rows._submission_id
            and events.agreement_id = event_rows.agreement_id
            and events.sequence = event_rows.sequence
    left join {{ ref('int_collaboration_register__bodies') }} as bodies on events.party_name = bodies.body_name
),

-- The start stands after the preparation and before the first event of an agreement that runs.
places as (
    select
        agreement_id,
        coalesce(min(case when not is_preparation then sequence end) - 0.5, max(sequence) + 0.5) as start_sequence,
        max(sequence) + 1 as end_sequence,
        count(case when event = 'commenced' then 1 end) as starts,
        count(case when event in ('ended', 'superseded') then 1 end) as ends
    from events
    group by agreement_id
),

agreements as (
    select
        agreements.agreement_id,
        agreements.start_date,
        agreements.start_date_precision,
        agreements.end_date,
        agreements.end_date_precision,
        agreements.submission_id,
        stages.stage,
        stages.phase,
        registers.known_by,
        coalesce(places.start_sequence, 0) as start_sequence,
        coalesce(places.end_sequence, 1) as end_sequence,
        coalesce(places.starts, 0) as starts,
        coalesce(places.ends, 0) as ends,
        agreement_rows.row_number
    from {{ ref('int_collaboration_register__settled_agreements') }} as agreements
    inner join registers on agreements.submission_id = registers.submission_id
    inner join {{ ref('life_stages') }} as stages on agreements.stage = stages.stage
    left join agreement_rows
        on
            agreements.submission_id = agreement_rows._submission_id
            and agreements.agreement_id = agreement_rows.agreement_id
    left join places on agreements.agreement_id = places.agreement_id
)

select
    agreement_id,
    sequence,
    event,
    event_date,
    event_date_precision,
    party_id,
    basis,
    known_by,
    submission_id,
    row_number
from events
union all
-- The start of an agreement that does not run yet is a plan.
select
    agreement_id,
    start_sequence as sequence,
    'commenced' as event,
    start_date as event_date,
    start_date_precision as event_date_precision,
    cast(null as {{ type_text() }}) as party_id,
    'register' as basis,
    known_by,
    submission_id,
    row_number
from agreements
where
    starts = 0
    and start_date is not null
    and phase <> 'preparing'
    and stage <> 'considered_not_progressed'
union all
select
    agreement_id,
    end_sequence as sequence,
    stage as event,
    end_date as event_date,
    end_date_precision as event_date_precision,
    cast(null as {{ type_text() }}) as party_id,
    'register' as basis,
    known_by,
    submission_id,
    row_number
from agreements
where
    ends = 0
    and end_date is not null
    and stage in ('ended', 'superseded')
