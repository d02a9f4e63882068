-- Written by `make generate` from orchestration/returns/home_office_workforce.yml. Change that file.
select
    {{ try_integer('as_at_31_march__value') }} as as_at_year,
    nullif(trim(geo_code), '') as geo_code,
    nullif(trim(force_name), '') as force_name,
    nullif(trim(region), '') as region,
    sex__value as sex,
    nullif(trim(rank_description), '') as rank_description,
    worker_type__value as worker_type_name,
    {{ try_integer('total_headcount__value') }} as headcount,
    {{ try_decimal('total_fte__value', 38, 18) }} as fte,
    total_fte__missing as fte_missing,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'home_office_workforce__data') }}
where {{ in_current_submission('home_office_workforce') }}
