{{ config(**built_by_submission(['submission_id'], "return_id = 'procurement_spend'")) }}
-- Lines are summed by the names as spelt before anything else is done to them: of lines there are millions.
select
    lines._submission_id as submission_id,
    lines.supplier_name,
    lines.category,
    lines.contract_route,
    sum(lines.amount_gbp) as amount_gbp,
    count(*) as invoice_lines,
    count(lines.amount_gbp) as lines_with_amount,
    min(lines.supplier_number) as first_supplier_number,
    max(lines.supplier_number) as last_supplier_number
from {{ ref('stg_procurement_spend__lines') }} as lines
{{ only_new_submissions('where', 'lines._submission_id') }}
group by lines._submission_id, lines.supplier_name, lines.category, lines.contract_route
