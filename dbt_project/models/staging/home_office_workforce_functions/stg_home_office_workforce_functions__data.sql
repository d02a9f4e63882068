-- Written by `make generate` from orchestration/returns/home_office_workforce_functions.yml. Change that file.
select
    {{ try_integer('as_at_31_march__value') }} as as_at_year,
    nullif(trim(geo_code), '') as geo_code,
    nullif(trim(force_name), '') as force_name,
    nullif(trim(region), '') as region,
    worker_type__value as worker_type_name,
    nullif(trim(ethnicity_5_plus_1), '') as ethnicity_5_plus_1,
    nullif(trim(ethnicity_3_plus_1), '') as ethnicity_3_plus_1,
    nullif(trim(sex), '') as sex,
    nullif(trim(function_subgroup_number), '') as function_subgroup_number,
    nullif(trim(function_subgroup_name), '') as function_subgroup_name,
    nullif(trim(wider_function_number), '') as wider_function_number,
    nullif(trim(wider_function_name), '') as wider_function_name,
    nullif(trim(frontline_type), '') as frontline_type,
    {{ try_decimal('total_fte__value', 18, 6) }} as fte,
    total_fte__missing as fte_missing,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'home_office_workforce_functions__data') }}
where {{ in_current_submission('home_office_workforce_functions') }}
