-- The official average of a year is made from one set, so that its groups are never a mixture of two. Where several
-- cover the year (rule PG05) it is the one of the latest date, a real one before a made-up one.
with members as (
    select distinct
        members.peer_set_id,
        members.force_id,
        members.peer_force_id,
        members.financial_year,
        sets.kind,
        sets.precedence
    from {{ ref('int_peer_groups__years') }} as members
    inner join {{ ref('int_peer_groups__sets') }} as sets
        on members.peer_set_id = sets.peer_set_id
),

official as (
    select
        financial_year,
        min(precedence) as precedence
    from members
    where kind = 'official'
    group by financial_year
)

select
    'weighted_peer' as average_method,
    members.peer_set_id,
    members.force_id,
    members.peer_force_id,
    members.financial_year
from members
inner join official
    on
        members.financial_year = official.financial_year
        and members.precedence = official.precedence
union all
select
    'weighted_peer:' || peer_set_id as average_method,
    peer_set_id,
    force_id,
    peer_force_id,
    financial_year
from members
where kind = 'own'
