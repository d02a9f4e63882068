-- Rows returned: forces that merged into another and are missing from the descent of a force that this one became,
-- because more mergers follow on one another than the descent is traced through.
select
    lineage.force_id,
    successions.predecessor_force_id
from {{ ref('int_force_successions__lineage') }} as lineage
inner join {{ ref('force_successions') }} as successions
    on lineage.predecessor_force_id = successions.successor_force_id
left join {{ ref('int_force_successions__lineage') }} as traced
    on
        lineage.force_id = traced.force_id
        and successions.predecessor_force_id = traced.predecessor_force_id
where traced.force_id is null
