{{ config(**built_by_submission(['submission_id'], "return_id = 'published_spend'")) }}
-- Lines of published lists, summed as int_procurement_spend__by_supplier_spelling sums those of the return. How a line
-- was bought is not in the list.
select
    lines._submission_id as submission_id,
    coalesce(lines.supplier_name, 'Not stated') as supplier_name,
    coalesce(lines.category, 'Not stated') as category,
    'not stated' as contract_route,
    sum(lines.amount_gbp) as amount_gbp,
    count(*) as invoice_lines,
    count(lines.amount_gbp) as lines_with_amount,
    cast(null as {{ type_text() }}) as first_supplier_number,
    cast(null as {{ type_text() }}) as last_supplier_number
from {{ ref('stg_published_spend__lines') }} as lines
{{ only_new_submissions('where', 'lines._submission_id') }}
group by lines._submission_id, coalesce(lines.supplier_name, 'Not stated'), coalesce(lines.category, 'Not stated')
