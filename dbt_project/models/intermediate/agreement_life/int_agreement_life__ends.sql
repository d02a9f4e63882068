{{ config(materialized='table') }}

-- When an agreement ended, or is due to, for all parties and for each that has left or announced it. The last event of
-- the agreement decides; where the events do not say so, the agreements sheet. An end date that has passed while the
-- register calls the agreement live is a query (CR11) and ends nothing.
with last_stages as (
    select
        agreement_id,
        stage,
        from_date,
        row_number() over (partition by agreement_id order by position desc nulls last) as place
    from {{ ref('int_agreement_life__events') }}
    where stage is not null
),

agreements as (
    select
        agreements.agreement_id,
        agreements.stage,
        agreements.end_date,
        coalesce(registers.as_at, cast(registers.received_at as date)) as known_by
    from {{ ref('int_collaboration_register__settled_agreements') }} as agreements
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on agreements.submission_id = registers.submission_id
),

ends as (
    select
        agreements.agreement_id,
        case
            when last_stages.stage in ('ended', 'superseded') then last_stages.from_date
            when agreements.stage in ('ended', 'superseded') then coalesce(agreements.end_date, agreements.known_by)
            when agreements.end_date > agreements.known_by then agreements.end_date
        end as end_date
    from agreements
    left join last_stages on agreements.agreement_id = last_stages.agreement_id and last_stages.place = 1
),

-- A party that joined again has not left.
left_parties as (
    select
        agreement_id,
        party_id,
        max(to_date) as left_date
    from {{ ref('int_agreement_life__memberships') }}
    group by agreement_id, party_id
    having count(*) = count(to_date)
)

select
    agreement_id,
    'all-parties' as party_id,
    end_date
from ends
where end_date is not null
union all
select
    members.agreement_id,
    members.party_id,
    least(ends.end_date, left_parties.left_date) as end_date
from (
    select distinct
        agreement_id,
        party_id
    from {{ ref('int_agreement_life__memberships') }}
) as members
left join ends on members.agreement_id = ends.agreement_id
left join left_parties
    on members.agreement_id = left_parties.agreement_id and members.party_id = left_parties.party_id
where ends.end_date is not null or left_parties.left_date is not null
