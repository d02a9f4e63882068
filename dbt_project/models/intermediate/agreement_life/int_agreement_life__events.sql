{{ config(materialized='table') }}

-- Events stand in the order of their dates; what is printed to the year, or undated, keeps the place that the register
-- gives it among them: a bare 2015 that follows 2015-04 stays after it, an undated event after the one before it.
with given as (
    select
        given.*,
        {{ period_end('given.event_date', 'given.event_date_precision') }} as period_end
    from {{ ref('int_agreement_life__reported_events') }} as given
),

placed as (
    select
        given.agreement_id,
        given.sequence,
        coalesce(max(earlier.event_date), max(given.event_date)) as order_date
    from given
    left join given as earlier
        on
            given.agreement_id = earlier.agreement_id
            and given.sequence > earlier.sequence
            and (given.event_date is null or earlier.event_date between given.event_date and given.period_end)
    group by given.agreement_id, given.sequence
),

ordered as (
    select
        given.*,
        placed.order_date,
        cast(
            row_number() over (
                partition by given.agreement_id
                order by placed.order_date asc nulls first, given.sequence asc nulls last
            ) as integer
        ) as position
    from given
    inner join placed
        on
            given.agreement_id = placed.agreement_id
            and given.sequence = placed.sequence
),

-- Beside each event the places of the last start, end, preparation and so on before it (0 where there was none): what
-- the phase of the agreement and the impossible orders are read from.
preceding as (
    select
        *,
        coalesce(max(case when event in ('commenced', 'renewed') then position end) over earlier, 0) as last_start,
        coalesce(max(case when event in ('in_review', 'notice_given') then position end) over earlier, 0)
            as last_sign_of_running,
        coalesce(max(case when event in ('ended', 'superseded') then position end) over earlier, 0) as last_end,
        coalesce(max(case when event = 'not_progressed' then position end) over earlier, 0) as last_dropped,
        coalesce(max(case
            when
                event in ('idea', 'scoping', 'outline_business_case', 'full_business_case', 'consultation', 'approved')
                then position
        end) over earlier, 0) as last_preparation,
        coalesce(
            max(case when event in ('outline_business_case', 'full_business_case') then position end) over earlier, 0
        ) as last_case,
        coalesce(max(case when event = 'approved' then position end) over earlier, 0) as last_approval,
        min(case when event_date is not null then order_date end) over this_and_later as next_date
    from ordered
    window
        earlier as (
            partition by agreement_id
            order by position asc nulls last
            rows between unbounded preceding and 1 preceding
        ),
        this_and_later as (
            partition by agreement_id
            order by position asc nulls last
            rows between current row and unbounded following
        )
),

-- What an event does to the stage depends on the phase that the agreement is in: a case for more, of an agreement that
-- runs, does not take it back to a case.
phased as (
    select
        *,
        least(coalesce(next_date, known_by), known_by) as told_by,
        case
            when last_start > last_end or (last_end = 0 and last_sign_of_running > 0) then 'running'
            when greatest(last_end, last_dropped) > last_preparation then 'over'
            else 'preparing'
        end as phase_before
    from preceding
)

select
    phased.agreement_id,
    phased.position,
    phased.sequence,
    phased.event,
    phased.event_date,
    phased.event_date_precision,
    phased.order_date,
    phased.party_id,
    phased.basis,
    phased.known_by,
    phased.submission_id,
    phased.row_number,
    phased.last_start,
    phased.last_end,
    phased.last_preparation,
    phased.last_case,
    phased.last_approval,
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
        as from_date_precision
from phased
inner join {{ ref('life_events') }} as life_events on phased.event = life_events.event
