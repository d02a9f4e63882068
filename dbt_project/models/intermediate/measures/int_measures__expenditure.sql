with expenditure as (
    select * from {{ ref('functions_by_poa_heading') }}
)

{{ with_mapped_headings(
    'expenditure', ['force_id', 'financial_year', 'basis'], 'net_revenue_expenditure_gbp', type_money()
) }}
