-- What an event does to the stage depends on the phase that the agreement is in: a case for more, of an agreement that
-- runs, does not take it back to a case.
with phased as (
    select
        *,
        least(coalesce(next_date, known_by), known_by) as told_by,
        case
            when last_start > last_end or (last_end = 0 and last_sign_of_running > 0) then 'running'
            when greatest(last_end, last_dropped) > last_preparation then 'over'
            else 'preparing'
        end as phase_before
    from {{ ref('int_agreement_life__preceding') }}
)

select
    phased.agreement_id,
    phased.position,
    phased.sequence,
    phased.event,
    phased.event_date,
    phased.event_date_precision,
    phased.phase_before,
    case phased.phase_before
        when 'preparing' then life_events.stage_while_preparing
        when 'running' then life_events.stage_while_running
        else life_events.stage_when_over
    end as stage,
    -- An undated event had happened by the next dated one, and by the date of the register that tells of it.
    case
        when phased.event_date is not null then phased.order_date
        else greatest(coalesce(phased.order_date, phased.told_by), phased.told_by)
    end as from_date,
    case when phased.event_date is not null then phased.event_date_precision else 'no_later_than' end
        as from_date_precision,
    phased.party_id,
    phased.basis,
    phased.known_by,
    phased.submission_id
from phased
inner join {{ ref('life_events') }} as life_events on phased.event = life_events.event
