-- Written by `make generate` from orchestration/returns/procurement_spend.yml. Change that file.
select
    nullif(trim(line_id), '') as line_id,
    nullif(trim(supplier_name), '') as supplier_name,
    nullif(trim(supplier_number), '') as supplier_number,
    nullif(trim(category), '') as category,
    contract_route__value as contract_route,
    nullif(trim(contract_reference), '') as contract_reference,
    try_cast(invoice_date__value as date) as invoice_date,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    amount_gbp__missing as amount_gbp_missing,
    nullif(trim(force_name), '') as force_name,
    financial_year__value as financial_year,
    illustrative__value as illustrative,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'procurement_spend__lines') }}
where {{ in_current_submission('procurement_spend') }}
