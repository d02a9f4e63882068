with as_spelt as (
    select
        submissions.force_id,
        submissions.financial_year,
        submissions.is_illustrative,
        as_spelt.*
    from {{ ref('int_procurement_spend__as_spelt') }} as as_spelt
    inner join {{ ref('int_force_returns__procurement_spend_submissions') }} as submissions
        on as_spelt.submission_id = submissions.submission_id
)

-- Names that differ by capital letters or spaces are one; of their spellings the first in the alphabet is shown.
select
    force_id,
    financial_year,
    min(supplier_name) as supplier_name,
    min(category) as category,
    contract_route,
    case
        when min(first_supplier_number) = max(last_supplier_number) then min(first_supplier_number)
    end as supplier_number,
    case when sum(lines_with_amount) = sum(invoice_lines) then cast(sum(amount_gbp) as {{ type_money() }}) end
        as amount_gbp,
    cast(sum(invoice_lines) as bigint) as invoice_lines,
    submission_id,
    is_illustrative
from as_spelt
group by
    force_id,
    financial_year,
    {{ spelling_key('supplier_name') }},
    {{ spelling_key('category') }},
    contract_route,
    submission_id,
    is_illustrative
