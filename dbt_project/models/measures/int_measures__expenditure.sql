with expenditure as (
    select
        force_id,
        financial_year,
        heading_id,
        basis,
        line,
        amount_gbp,
        reported_state,
        submission_id
    from {{ ref('expenditure_lines') }}
    where
        line in (
            'net_revenue_expenditure', 'gross_expenditure', 'earned_income', 'police_officer_pay', 'police_overtime',
            'police_staff_pay', 'paid_to_other_forces', 'received_from_other_forces'
        )
)

{{ with_mapped_headings(
    'expenditure', ['force_id', 'financial_year', 'basis', 'line'], 'amount_gbp', type_money()
) }}
