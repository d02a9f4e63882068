-- Each supplier, category and route of a force with the key its name is compared by, and whether better buying can
-- reach the category: null where the hub has not decided.
select
    spend.force_id,
    spend.financial_year,
    spend.supplier_name,
    {{ spelling_key('spend.supplier_name') }} as supplier_key,
    spend.supplier_number,
    spend.category,
    {{ spelling_key('spend.category') }} as category_key,
    spend.contract_route,
    spend.amount_gbp,
    categories.is_addressable,
    spend.return_id,
    spend.submission_id
from {{ ref('procurement_spend') }} as spend
left join {{ ref('procurement_categories') }} as categories
    on {{ spelling_key('spend.category') }} = categories.category_key
