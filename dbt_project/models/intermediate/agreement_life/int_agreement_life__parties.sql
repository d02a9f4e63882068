-- When a body joined and left: as the parties sheet prints it, else as the events tell it.
with moves as (
    select
        agreement_id,
        party_id,
        max(case when event = 'party_joined' then position end) as joined_position,
        max(case when event = 'party_left' then position end) as left_position
    from {{ ref('int_agreement_life__ordered') }}
    where event in ('party_joined', 'party_left') and party_id is not null
    group by agreement_id, party_id
),

told as (
    select
        moves.agreement_id,
        moves.party_id,
        joined.event_date as joined_date,
        joined.event_date_precision as joined_date_precision,
        gone.event_date as left_date,
        gone.event_date_precision as left_date_precision,
        coalesce(gone.event, '') = 'party_left' as has_left
    from moves
    left join {{ ref('int_agreement_life__ordered') }} as joined
        on moves.agreement_id = joined.agreement_id and moves.joined_position = joined.position
    -- A body that joined again after it left is a party.
    left join {{ ref('int_agreement_life__ordered') }} as gone
        on
            moves.agreement_id = gone.agreement_id
            and moves.left_position = gone.position
            and moves.left_position > coalesce(moves.joined_position, 0)
),

parties as (
    select
        parties.*,
        coalesce(parties.joined_date, told.joined_date) as joined_or_told,
        case
            when parties.joined_date is not null then parties.joined_date_precision else told.joined_date_precision
        end as joined_or_told_precision,
        coalesce(parties.left_date, told.left_date) as left_or_told,
        case when parties.left_date is not null then parties.left_date_precision else told.left_date_precision end
            as left_or_told_precision,
        -- A reason beside a party says why it left, whether or not the day was printed.
        coalesce(parties.left_date is not null or parties.reason is not null or told.has_left, false) as has_left,
        coalesce(registers.as_at, cast(registers.received_at as date)) as known_by
    from {{ ref('int_collaboration_register__parties') }} as parties
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on parties.submission_id = registers.submission_id
    left join told
        on parties.agreement_id = told.agreement_id and parties.party_id = told.party_id
    where parties.role <> 'not_a_party'
)

select
    agreement_id,
    party_id,
    force_id,
    party_name,
    party_type,
    role,
    joined_or_told as joined_date,
    joined_or_told_precision as joined_date_precision,
    left_or_told as left_date,
    left_or_told_precision as left_date_precision,
    has_left,
    case when has_left then coalesce(left_or_told, known_by) end as gone_by,
    reason,
    source_document,
    source_place,
    note,
    submission_id
from parties
