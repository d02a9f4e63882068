-- Written by `make generate` from orchestration/returns/workforce.yml. Change that file.
select
    heading_name__value as heading_name,
    {{ try_decimal('police_officer_fte__value', 38, 18) }} as police_officer_fte,
    police_officer_fte__missing as police_officer_fte_missing,
    {{ try_integer('police_officer_headcount__value') }} as police_officer_headcount,
    police_officer_headcount__missing as police_officer_headcount_missing,
    {{ try_decimal('police_staff_fte__value', 38, 18) }} as police_staff_fte,
    police_staff_fte__missing as police_staff_fte_missing,
    {{ try_integer('police_staff_headcount__value') }} as police_staff_headcount,
    police_staff_headcount__missing as police_staff_headcount_missing,
    {{ try_decimal('pcso_fte__value', 38, 18) }} as pcso_fte,
    pcso_fte__missing as pcso_fte_missing,
    {{ try_integer('pcso_headcount__value') }} as pcso_headcount,
    pcso_headcount__missing as pcso_headcount_missing,
    {{ try_decimal('designated_officer_fte__value', 38, 18) }} as designated_officer_fte,
    designated_officer_fte__missing as designated_officer_fte_missing,
    {{ try_integer('designated_officer_headcount__value') }} as designated_officer_headcount,
    designated_officer_headcount__missing as designated_officer_headcount_missing,
    {{ try_integer('special_constable_headcount__value') }} as special_constable_headcount,
    special_constable_headcount__missing as special_constable_headcount_missing,
    {{ try_integer('police_support_volunteer_headcount__value') }} as police_support_volunteer_headcount,
    police_support_volunteer_headcount__missing as police_support_volunteer_headcount_missing,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'workforce__functions') }}
where {{ in_current_submission('workforce') }}
