-- A name is read as it was meant at the end of the first year of its row. Two rows that name the same pair from the
-- same year are one (rule PG04): the upper one of the sheet stands.
with dated as (
    select
        given.*,
        {{ year_end_of(start_of_financial_year('given.financial_year_from')) }} as named_on
    from {{ ref('stg_peer_groups__peers') }} as given
),

named as (
    select
        dated.*,
        sets.peer_set_id,
        forces.force_id,
        peers.force_id as peer_force_id
    from dated
    inner join {{ ref('int_peer_groups__sets') }} as sets
        on dated._submission_id = sets.submission_id
    left join {{ ref('force_aliases') }} as forces
        on
            {{ name_key('dated.force_name') }} = {{ name_key('forces.alias') }}
            and {{ alias_is_valid_on('forces', 'dated.named_on') }}
    left join {{ ref('force_aliases') }} as peers
        on
            {{ name_key('dated.peer_force_name') }} = {{ name_key('peers.alias') }}
            and {{ alias_is_valid_on('peers', 'dated.named_on') }}
)

select
    peer_set_id,
    _submission_id as submission_id,
    _row as row_number,
    force_name,
    force_id,
    peer_force_name,
    peer_force_id,
    financial_year_from,
    financial_year_to,
    note,
    force_id is not null
    and peer_force_id is not null
    and row_number() over (
        partition by peer_set_id, force_id, peer_force_id, financial_year_from
        order by _row asc nulls last
    ) = 1 as is_counted
from named
