{{ config(alias='rules') }}

select
    rule_id,
    return_id,
    level,
    severity,
    title,
    sentence,
    how_to_fix,
    tolerance,
    checked_by,
    contact,
    valid_from_year,
    valid_to_year,
    is_active,
    changed_on,
    is_switchable
from {{ ref('rules') }}
