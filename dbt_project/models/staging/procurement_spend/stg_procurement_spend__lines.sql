select
    {{ register_text('line_id') }} as line_id,
    {{ register_text('supplier_name') }} as supplier_name,
    {{ register_text('supplier_number') }} as supplier_number,
    {{ register_text('category') }} as category,
    contract_route__value as contract_route,
    {{ register_text('contract_reference') }} as contract_reference,
    try_cast(invoice_date__value as date) as invoice_date,
    {{ try_money('amount_gbp__value') }} as amount_gbp,
    amount_gbp__missing as amount_gbp_missing,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'procurement_spend__lines') }}
where {{ in_force('procurement_spend') }}
