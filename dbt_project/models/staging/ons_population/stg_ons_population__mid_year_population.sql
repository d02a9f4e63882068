-- Written by `make generate` from orchestration/returns/ons_population.yml. Change that file.
select
    nullif(trim(area_code), '') as area_code,
    nullif(trim(area_name), '') as area_name,
    nullif(trim(geography), '') as geography,
    {{ try_integer('right(trim(mid_year), 4)') }} as mid_year,
    {{ try_integer('population__value') }} as population,
    _submission_id,
    _sheet,
    _row,
    _column
from {{ source('raw', 'ons_population__mid_year_population') }}
where {{ in_current_submission('ons_population') }}
