-- Orders in which no life can run.
with events as (
    select * from {{ ref('int_agreement_life__events') }}
),

judged as (
    select
        *,
        {{ impossible_order() }} as rule_id
    from events
),

in_events as (
    select
        later.agreement_id,
        later.rule_id,
        earlier.event as earlier_event,
        earlier.event_date as earlier_date,
        earlier.event_date_precision as earlier_date_precision,
        later.event as later_event,
        later.event_date as later_date,
        later.event_date_precision as later_date_precision,
        cast(null as {{ type_text() }}) as party_id,
        later.position,
        case when later.basis = 'event' then cast(later.sequence as integer) end as sequence,
        case when later.basis = 'event' then 'events' else 'agreements' end as table_name,
        later.row_number,
        later.submission_id
    from judged as later
    inner join events as earlier
        on
            later.agreement_id = earlier.agreement_id
            and earlier.position = {{ event_it_contradicts('later') }}
    where later.rule_id is not null
),

leads_left as (
    select
        agreement_id,
        count(case when has_left then 1 end) as gone,
        count(*) as leads
    from {{ ref('agreement_parties') }}
    where role = 'lead'
    group by agreement_id
),

in_parties as (
    select
        parties.agreement_id,
        'CR25' as rule_id,
        'party_left' as earlier_event,
        parties.left_date as earlier_date,
        parties.left_date_precision as earlier_date_precision,
        stages.stage as later_event,
        cast(null as date) as later_date,
        cast(null as {{ type_text() }}) as later_date_precision,
        parties.party_id,
        cast(null as integer) as position,
        cast(null as integer) as sequence,
        'parties' as table_name,
        cast(null as bigint) as row_number,
        parties.submission_id
    from {{ ref('agreement_parties') }} as parties
    inner join leads_left
        on parties.agreement_id = leads_left.agreement_id and leads_left.gone = leads_left.leads
    inner join {{ ref('agreement_stages') }} as stages
        on parties.agreement_id = stages.agreement_id and stages.is_live and stages.to_date is null
    where parties.role = 'lead'
),

conflicts as (
    select * from in_events
    union all
    select * from in_parties
)

select
    agreement_id,
    cast(
        row_number() over (
            partition by agreement_id
            order by position asc nulls last, rule_id asc nulls last, party_id asc nulls last
        ) as integer
    ) as conflict_number,
    rule_id,
    case rule_id
        when 'CR20' then 'An agreement does not start after it ended, unless it was taken up again in between.'
        when 'CR21' then 'An agreement is not approved before there is a case for it.'
        when 'CR22' then 'An agreement does not end twice.'
        when 'CR23' then 'An agreement is not renewed after it ended.'
        when 'CR24' then 'Notice is not given after the end.'
        when 'CR25' then 'An agreement that runs has a lead that has not left.'
        when 'CR26' then 'An agreement that started was progressed and implemented.'
    end as rule,
    earlier_event,
    earlier_date,
    earlier_date_precision,
    later_event,
    later_date,
    later_date_precision,
    party_id,
    sequence,
    submission_id,
    table_name,
    cast(row_number as integer) as row_number
from conflicts
