with lists as (
    select * from {{ ref('int_procurement_spend__by_supplier_spelling') }}
    union all
    select * from {{ ref('int_published_spend__by_supplier_spelling') }}
),

sums as (
    select
        submission_id,
        case when sum(lines_with_amount) = sum(invoice_lines) then cast(sum(amount_gbp) as {{ type_money() }}) end
            as amount_gbp,
        cast(sum(invoice_lines) as bigint) as invoice_lines
    from lists
    group by submission_id
),

sources as (
    select
        force_id,
        financial_year,
        max(case when is_used then return_id end) as used_return_id,
        max(case when return_id = 'procurement_spend' then submission_id end) as return_submission_id,
        max(case when return_id = 'published_spend' then submission_id end) as published_submission_id,
        max(is_illustrative) as is_illustrative
    from {{ ref('int_procurement_spend__sources') }}
    group by force_id, financial_year
)

select
    sources.force_id,
    sources.financial_year,
    sources.used_return_id,
    of_return.amount_gbp as return_gbp,
    of_return.invoice_lines as return_lines,
    published.amount_gbp as published_gbp,
    published.invoice_lines as published_lines,
    cast(published.amount_gbp - of_return.amount_gbp as {{ type_money() }}) as difference_gbp,
    sources.return_submission_id,
    sources.published_submission_id,
    sources.is_illustrative
from sources
left join sums as of_return
    on sources.return_submission_id = of_return.submission_id
left join sums as published
    on sources.published_submission_id = published.submission_id
