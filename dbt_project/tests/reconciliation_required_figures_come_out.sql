-- Rows returned: required figures that the marts do not give although their source is in force. A source that has not
-- been received, or was refused, does not stop a release.
select
    figure_id,
    component,
    source_document,
    metric
from {{ ref('reconciliation') }}
where is_required and is_source_in_force and status = 'not_computed'
