-- Rows returned: published figures that the warehouse contradicts without a reviewed explanation. They stop a release.
select
    figure_id,
    component,
    published_value,
    warehouse_value,
    published_text,
    warehouse_text
from {{ ref('reconciliation') }}
where status = 'mismatch'
