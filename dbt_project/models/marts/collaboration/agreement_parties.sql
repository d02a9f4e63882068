-- When a body joined and left, as the parties sheet shows it, otherwise as its memberships do; and whether it is a
-- party today.
with last_memberships as (
    select
        *,
        row_number() over (partition by agreement_id, party_id order by membership_number desc nulls last) as place
    from {{ ref('int_agreement_life__memberships') }}
),

precisions as (
    select
        agreement_id,
        party_id,
        event_date,
        case event when 'party_joined' then 'joined' else 'left' end as move,
        min(event_date_precision) as event_date_precision
    from {{ ref('int_agreement_life__events') }}
    where event in ('party_joined', 'party_left') and event_date is not null
    group by agreement_id, party_id, event_date, event
),

told as (
    select
        memberships.agreement_id,
        memberships.party_id,
        joined.event_date as joined_date,
        joined.event_date_precision as joined_date_precision,
        gone.event_date as left_date,
        gone.event_date_precision as left_date_precision,
        memberships.to_date,
        coalesce(memberships.to_date <= current_date, false) as has_left,
        {{ is_member_on('memberships', 'current_date') }} as is_party_today
    from last_memberships as memberships
    left join precisions as joined
        on
            memberships.agreement_id = joined.agreement_id
            and memberships.party_id = joined.party_id
            and memberships.from_date = joined.event_date
            and joined.move = 'joined'
    left join precisions as gone
        on
            memberships.agreement_id = gone.agreement_id
            and memberships.party_id = gone.party_id
            and memberships.to_date = gone.event_date
            and gone.move = 'left'
    where memberships.place = 1
)

select
    parties.agreement_id,
    parties.party_id,
    parties.force_id,
    parties.party_name,
    parties.party_type,
    parties.role,
    coalesce(parties.joined_date, told.joined_date) as joined_date,
    case when parties.joined_date is not null then parties.joined_date_precision else told.joined_date_precision end
        as joined_date_precision,
    coalesce(parties.left_date, told.left_date) as left_date,
    case when parties.left_date is not null then parties.left_date_precision else told.left_date_precision end
        as left_date_precision,
    told.has_left,
    parties.reason,
    parties.source_document,
    parties.source_place,
    parties.note,
    parties.submission_id,
    told.to_date as gone_by,
    told.is_party_today
from {{ ref('int_collaboration_register__settled_parties') }} as parties
inner join told on parties.agreement_id = told.agreement_id and parties.party_id = told.party_id
where parties.role <> 'not_a_party'
