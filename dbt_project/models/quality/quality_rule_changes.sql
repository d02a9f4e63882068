{{ config(alias='rule_changes') }}

select
    rule_id,
    changed_on,
    what,
    changed_from,
    changed_to,
    reason,
    decided_by
from {{ ref('rule_changes') }}
