-- A register's own stage is a statement at its date. Where the events lead less far, it stands from that date on; where
-- they say that the agreement was further, they stand, and the row says that the two contradict each other. Beside the
-- row kept for an agreement, earlier registers bear witness of their own dates; later ones were set aside for a reason.
with registers as (
    select
        submission_id,
        precedence,
        coalesce(as_at, cast(received_at as date)) as as_at
    from {{ ref('int_collaboration_register__registers') }}
),

kept as (
    select
        agreements.agreement_id,
        agreements.stage as stage_given,
        registers.as_at,
        registers.precedence,
        agreements.submission_id
    from {{ ref('int_collaboration_register__settled_agreements') }} as agreements
    inner join registers on agreements.submission_id = registers.submission_id
),

given as (
    select
        kept.*,
        true as is_kept
    from kept
    union all
    select
        kept.agreement_id,
        earlier.stage as stage_given,
        registers.as_at,
        registers.precedence,
        earlier._submission_id as submission_id,
        false as is_kept
    from kept
    inner join {{ ref('stg_collaboration_register__agreements') }} as earlier
        on kept.agreement_id = earlier.agreement_id and kept.submission_id <> earlier._submission_id
    inner join registers
        on earlier._submission_id = registers.submission_id and kept.as_at > registers.as_at
    where earlier.stage is not null
),

events as (
    select
        agreement_id,
        count(*) as events
    from {{ ref('int_collaboration_register__events') }}
    group by agreement_id
),

last_positions as (
    select
        given.agreement_id,
        given.submission_id,
        max(by_event.position) as position
    from given
    inner join {{ ref('int_agreement_life__events') }} as by_event
        on
            given.agreement_id = by_event.agreement_id
            and by_event.stage is not null
            and given.as_at >= by_event.from_date
    group by given.agreement_id, given.submission_id
),

compared as (
    select
        given.agreement_id,
        given.stage_given,
        given.as_at,
        given.precedence,
        given.submission_id,
        given.is_kept,
        by_event.stage as stage_by_events,
        coalesce(last_positions.position, 0) as position,
        coalesce(events.events, 0) as events,
        coalesce(
            by_event.stage <> given.stage_given
            and (stages_by_event.place > stages_given.place or by_event.stage = 'considered_not_progressed'),
            false
        ) as is_contradicted
    from given
    inner join {{ ref('life_stages') }} as stages_given on given.stage_given = stages_given.stage
    left join events on given.agreement_id = events.agreement_id
    left join last_positions
        on
            given.agreement_id = last_positions.agreement_id
            and given.submission_id = last_positions.submission_id
    left join {{ ref('int_agreement_life__events') }} as by_event
        on
            last_positions.agreement_id = by_event.agreement_id
            and last_positions.position = by_event.position
    left join {{ ref('life_stages') }} as stages_by_event on by_event.stage = stages_by_event.stage
)

select
    agreement_id,
    submission_id,
    is_kept,
    stage_given,
    as_at,
    precedence,
    stage_by_events,
    position,
    case
        when events = 0 then 'no_events'
        when stage_by_events = stage_given then 'agrees'
        when is_contradicted then 'contradicts'
        else 'events_incomplete'
    end as stage_check,
    is_contradicted
from compared
