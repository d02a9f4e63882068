select
    members.peer_set_id,
    sets.peer_set_name,
    sets.kind,
    members.force_id,
    members.peer_force_id,
    members.financial_year_from,
    members.financial_year_to,
    sets.published_by,
    sets.source,
    sets.as_at,
    members.note,
    members.submission_id
from {{ ref('int_peer_groups__rows') }} as members
inner join {{ ref('int_peer_groups__sets') }} as sets
    on members.peer_set_id = sets.peer_set_id
where members.is_counted
