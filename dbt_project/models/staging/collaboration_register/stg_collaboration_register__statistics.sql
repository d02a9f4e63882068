-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
select
    nullif(trim(statistic_id), '') as statistic_id,
    nullif(trim(component), '') as component,
    nullif(trim(title), '') as title,
    nullif(trim(area), '') as area,
    nullif(trim(period), '') as period,
    {{ try_decimal('value__value', 18, 6) }} as value,
    unit__value as unit,
    {{ try_decimal('precision__value', 18, 6) }} as printed_precision,
    qualifier__value as qualifier,
    nullif(trim(source_document), '') as source_document,
    nullif(trim(source_place), '') as source_place,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'collaboration_register__statistics') }}
where {{ in_current_submission('collaboration_register') }}
