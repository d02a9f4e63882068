{{ config(materialized='table') }}

-- The one relation of who is a party when: everything that asks it reads this one. A membership runs from the day of
-- joining up to the day of leaving. Moves come from the parties sheet and from the events; of several that follow one
-- another without one of the other kind between them, the date of the sheet is used, otherwise the first.
with parties as (
    select
        parties.agreement_id,
        parties.party_id,
        max(parties.force_id) as force_id,
        min(
            case parties.role when 'lead' then 1 when 'host' then 2 when 'partner' then 3 else 4 end
        ) as role_order,
        min(parties.joined_date) as joined_date,
        max(parties.left_date) as left_date,
        min(coalesce(registers.as_at, cast(registers.received_at as date))) as known_by
    from {{ ref('int_collaboration_register__settled_parties') }} as parties
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on parties.submission_id = registers.submission_id
    where parties.role <> 'not_a_party'
    group by parties.agreement_id, parties.party_id
),

-- An event without a date is placed by its order; a leaving without a date was by the date of the register.
moves as (
    select
        agreement_id,
        party_id,
        'joined' as move,
        joined_date as move_date,
        joined_date as order_date,
        0 as position,
        true as is_from_sheet
    from parties
    where joined_date is not null
    union all
    select
        agreement_id,
        party_id,
        'left' as move,
        left_date as move_date,
        left_date as order_date,
        0 as position,
        true as is_from_sheet
    from parties
    where left_date is not null
    union all
    select
        events.agreement_id,
        events.party_id,
        case events.event when 'party_joined' then 'joined' else 'left' end as move,
        case
            when events.event_date is not null then events.event_date
            when events.event = 'party_left' then events.known_by
            else events.order_date
        end as move_date,
        case
            when events.event_date is null and events.event = 'party_left'
                then coalesce(events.order_date, events.known_by)
            else events.order_date
        end as order_date,
        events.position,
        false as is_from_sheet
    from {{ ref('int_agreement_life__events') }} as events
    where events.event in ('party_joined', 'party_left') and events.party_id is not null
),

ordered as (
    select
        *,
        lag(move) over move_order as move_before
    from moves
    window move_order as (
        partition by agreement_id, party_id
        order by order_date asc nulls first, position asc nulls last, move desc nulls last
    )
),

turns as (
    select
        *,
        sum(case when coalesce(move_before, '') <> move then 1 else 0 end) over (
            partition by agreement_id, party_id
            order by order_date asc nulls first, position asc nulls last, move desc nulls last
            rows between unbounded preceding and current row
        ) as turn
    from ordered
),

settled as (
    select
        agreement_id,
        party_id,
        turn,
        move,
        coalesce(min(case when is_from_sheet then move_date end), min(move_date)) as move_date
    from turns
    group by agreement_id, party_id, turn, move
),

-- A party that is first heard of leaving was one from the start.
joinings as (
    select
        agreement_id,
        party_id,
        move_date as from_date,
        turn
    from settled
    where move = 'joined'
    union all
    select
        parties.agreement_id,
        parties.party_id,
        cast(null as date) as from_date,
        0 as turn
    from parties
    left join settled
        on parties.agreement_id = settled.agreement_id and parties.party_id = settled.party_id and settled.turn = 1
    where coalesce(settled.move, 'left') = 'left'
),

spans as (
    select
        joinings.agreement_id,
        joinings.party_id,
        parties.force_id,
        case parties.role_order when 1 then 'lead' when 2 then 'host' when 3 then 'partner' else 'observer' end
            as role,
        joinings.from_date,
        leavings.move_date as to_date,
        row_number() over (
            partition by joinings.agreement_id, joinings.party_id
            order by joinings.turn asc nulls last
        ) as membership_number
    from joinings
    inner join parties
        on joinings.agreement_id = parties.agreement_id and joinings.party_id = parties.party_id
    left join settled as leavings
        on
            joinings.agreement_id = leavings.agreement_id
            and joinings.party_id = leavings.party_id
            and joinings.turn + 1 = leavings.turn
            and leavings.move = 'left'
)

select
    agreement_id,
    party_id,
    cast(membership_number as integer) as membership_number,
    force_id,
    role,
    from_date,
    to_date
from spans
