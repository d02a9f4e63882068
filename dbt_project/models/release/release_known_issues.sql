{{ config(alias='known_issues') }}

select
    issue_id,
    return_id,
    measure_id,
    force_id,
    description,
    effect,
    status,
    verified_on,
    source
from {{ ref('known_issues') }}
