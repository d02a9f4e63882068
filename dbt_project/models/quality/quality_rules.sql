{{ config(alias='rules') }}

select
    rule_id,
    return_id,
    level,
    severity,
    title,
    sentence,
    how_to_fix,
    coalesce(nullif(tolerance_lower, '') || ' to ', '')
    || nullif(tolerance, '')
    || coalesce(' ' || nullif(tolerance_unit, ''), '')
    || coalesce(
        case when tolerance_lower <> '' then ' from ' else ' and ' end
        || nullif(tolerance_minimum, '') || ' ' || minimum_unit, ''
    ) as tolerance,
    checked_by,
    contact,
    valid_from_year,
    valid_to_year,
    is_active,
    changed_on,
    is_switchable,
    nullif(holds_figures, '') as holds_figures,
    cast(nullif(holds_from_factor, '') as {{ type_double() }}) as holds_from_factor,
    nullif(compared_with, '') as compared_with,
    nullif(holds_reason, '') as holds_reason
from {{ ref('rules') }}
