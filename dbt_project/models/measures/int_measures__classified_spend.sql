{{ config(materialized='table') }}
-- Each supplier, category and route of a force with the key its name is compared by, and whether better buying can
-- reach the category: null where the hub has not decided. A placeholder has no key: it is no one supplier or category.
with placeholders as (
    select * from {{ ref('int_measures__placeholders') }}
)

select
    spend.force_id,
    spend.financial_year,
    spend.supplier_name,
    case when no_suppliers.spelling is null then {{ spelling_key('spend.supplier_name') }} end as supplier_key,
    spend.supplier_number,
    spend.category,
    case when no_categories.spelling is null then {{ spelling_key('spend.category') }} end as category_key,
    spend.contract_route,
    spend.amount_gbp,
    categories.is_addressable,
    spend.return_id,
    spend.submission_id
from {{ ref('procurement_spend') }} as spend
left join placeholders as no_suppliers
    on
        no_suppliers.column_kind = 'supplier'
        and {{ spelling_key('spend.supplier_name') }} = no_suppliers.spelling
left join placeholders as no_categories
    on
        no_categories.column_kind = 'category'
        and {{ spelling_key('spend.category') }} = no_categories.spelling
left join {{ ref('procurement_categories') }} as categories
    on {{ spelling_key('spend.category') }} = categories.category_key
