{{ config(**built_by_submission(['financial_year', 'force_id', 'submission_id'], 'is_used')) }}
with lists as (
    select * from {{ ref('int_procurement_spend__by_supplier_spelling') }}
    union all
    select * from {{ ref('int_published_spend__by_supplier_spelling') }}
),

as_spelt as (
    select
        sources.force_id,
        sources.financial_year,
        sources.return_id,
        sources.is_illustrative,
        lists.*
    from lists
    inner join {{ ref('int_procurement_spend__sources') }} as sources
        on lists.submission_id = sources.submission_id
    where sources.is_used {{ only_new_submissions('and', 'sources.submission_id') }}
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
    return_id,
    submission_id,
    is_illustrative
from as_spelt
group by
    force_id,
    financial_year,
    {{ spelling_key('supplier_name') }},
    {{ spelling_key('category') }},
    contract_route,
    return_id,
    submission_id,
    is_illustrative
