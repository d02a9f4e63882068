{{ config(materialized='table') }}

-- An amount may be given for all parties together by one register and party by party by another. One basis is kept, so
-- the amount is counted once: the parties' amounts if every force that is a party has one, otherwise the total. If one
-- register gives both, they are two amounts and both are kept.
with parties as (
    select
        agreement_id,
        party_id,
        count(*) over (partition by agreement_id) as party_count
    from {{ ref('int_collaboration_register__settled_parties') }}
    where party_type = 'force' and role in ('lead', 'host', 'partner') and left_date is null
),

reported as (
    select
        'benefits' as table_name,
        agreement_id,
        group_key,
        party_id,
        _submission_id
    from {{ ref('int_collaboration_register__reported_benefits') }}
    union all
    select
        'costs' as table_name,
        agreement_id,
        group_key,
        party_id,
        _submission_id
    from {{ ref('int_collaboration_register__reported_costs') }}
    union all
    select
        'workforce' as table_name,
        agreement_id,
        group_key,
        party_id,
        _submission_id
    from {{ ref('int_collaboration_register__reported_workforce') }}
),

by_register as (
    select
        table_name,
        agreement_id,
        group_key,
        _submission_id,
        max(case when party_id = 'all-parties' then 1 else 0 end) as has_total,
        max(case when party_id <> 'all-parties' then 1 else 0 end) as has_parties
    from reported
    group by table_name, agreement_id, group_key, _submission_id
),

-- Groups that are given on both bases, and by no register on both.
on_both_bases as (
    select
        table_name,
        agreement_id,
        group_key
    from by_register
    group by table_name, agreement_id, group_key
    having max(has_total) = 1 and max(has_parties) = 1 and max(has_total + has_parties) = 1
)

select
    amounts.table_name,
    amounts.agreement_id,
    amounts.group_key,
    amounts.column_name,
    case
        when
            max(case when amounts.party_id = 'all-parties' then amounts.amount end) is null
            or count(case when amounts.amount is not null then parties.party_id end) >= max(parties.party_count)
            then 'parties'
        else 'total'
    end as basis,
    max(case when amounts.party_id = 'all-parties' then amounts.amount end) as total,
    sum(case when amounts.party_id <> 'all-parties' then amounts.amount end) as sum_of_parties,
    max(case when amounts.party_id = 'all-parties' then amounts.submission_id end) as total_submission_id,
    min(case when amounts.party_id <> 'all-parties' then amounts.submission_id end) as parties_submission_id
from {{ ref('int_collaboration_register__amounts_settled') }} as amounts
inner join on_both_bases
    on
        amounts.table_name = on_both_bases.table_name
        and amounts.agreement_id = on_both_bases.agreement_id
        and amounts.group_key = on_both_bases.group_key
left join parties
    on
        amounts.agreement_id = parties.agreement_id
        and amounts.party_id = parties.party_id
where amounts.repeat_number = 1
group by amounts.table_name, amounts.agreement_id, amounts.group_key, amounts.column_name
