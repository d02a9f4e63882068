-- Told of the set that is not used. A made-up set beside a real one is no second official one.
with rule as (
    {{ active_rule('PG05') | indent(4) }}
),

official as (
    select distinct
        members.submission_id,
        members.financial_year,
        sets.peer_set_name,
        sets.is_illustrative,
        sets.precedence
    from {{ ref('int_peer_groups__years') }} as members
    inner join {{ ref('int_peer_groups__sets') }} as sets
        on members.submission_id = sets.submission_id
    where sets.kind = 'official'
),

unused as (
    select
        other.submission_id,
        other.peer_set_name,
        used.peer_set_name as used_set_name,
        min(other.financial_year) as first_year,
        max(other.financial_year) as last_year
    from official as other
    inner join official as used
        on
            other.financial_year = used.financial_year
            and other.is_illustrative = used.is_illustrative
            and other.precedence > used.precedence
    group by other.submission_id, other.peer_set_name, used.peer_set_name
)

{{ failing_row(
    'PG05',
    'peer_groups__peers',
    'unused.submission_id',
    "'other_set=' || unused.used_set_name",
    value_given='unused.peer_set_name',
    expected="case when unused.first_year = unused.last_year then unused.first_year "
        ~ "else unused.first_year || ' to ' || unused.last_year end",
    detail="'The other is ''' || unused.used_set_name || '''.'",
) }}
from unused
cross join rule
