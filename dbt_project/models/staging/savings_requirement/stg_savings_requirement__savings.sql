-- Written by `make generate` from orchestration/returns/savings_requirement.yml. Change that file.
select
    amount_name__value as amount_name,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    amount_gbp__missing as amount_gbp_missing,
    nullif(trim(note), '') as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'savings_requirement__savings') }}
where {{ in_current_submission('savings_requirement') }}
