-- The methods of the seed, and one for each set of peer groups of somebody's own.
with own_sets as (
    select distinct
        peer_set_id,
        peer_set_name,
        published_by
    from {{ ref('peer_groups') }}
    where kind = 'own'
),

sets as (
    select count(*) as official_sets
    from {{ ref('peer_groups') }}
    where kind = 'official'
)

select
    methods.method_id as average_method,
    methods.method_name,
    methods.definition,
    methods.weighting,
    methods.excludes_london,
    methods.needs_peer_groups,
    methods.is_default,
    not methods.needs_peer_groups or sets.official_sets > 0 as is_computed,
    methods.source
from {{ ref('average_methods') }} as methods
cross join sets
union all
select
    concat('weighted_peer:', own_sets.peer_set_id) as average_method,
    concat('Weighted average of peers: ', own_sets.peer_set_name) as method_name,
    methods.definition,
    methods.weighting,
    methods.excludes_london,
    true as needs_peer_groups,
    false as is_default,
    true as is_computed,
    concat('Peer groups chosen by ', own_sets.published_by) as source
from own_sets
inner join {{ ref('average_methods') }} as methods
    on methods.needs_peer_groups
