-- Written by `make generate` from orchestration/returns/published_spend.yml. Change that file.
select
    nullif(trim(category), '') as category,
    try_cast(paid_on__value as date) as paid_on,
    nullif(trim(supplier_name), '') as supplier_name,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    amount_gbp__missing as amount_gbp_missing,
    nullif(trim(reference), '') as reference,
    nullif(trim(other_cells), '') as other_cells,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'published_spend__lines') }}
where {{ in_current_submission('published_spend') }}
