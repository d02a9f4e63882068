-- Written by `make generate` from orchestration/returns/organised_crime.yml. Change that file.
select
    criterion__value as criterion,
    assessment__value as assessment,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'organised_crime__functionality') }}
where {{ in_current_submission('organised_crime') }}
