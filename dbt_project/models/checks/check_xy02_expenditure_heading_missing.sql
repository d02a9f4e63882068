with rule as (
    {{ active_rule('XY02') | indent(4) }}
)

{{ failing_row(
    'XY02',
    'expenditure__functions',
    'compared.submission_id',
    "'heading_name=' || coalesce(places.heading_name, headings.heading_name)",
    column_name="'net_revenue_expenditure_gbp'",
    row_number='places.row_number',
    value_given='coalesce(places.heading_name, headings.heading_name)',
    expected=format_number('compared.amount_gbp_before'),
) }}
from {{ ref('int_comparisons__expenditure_year_before') }} as compared
inner join rule
    on {{ rule_applies('rule', 'compared.financial_year') }}
inner join {{ ref('poa_headings') }} as headings
    on compared.heading_id = headings.heading_id
left join {{ ref('int_comparisons__expenditure_heading_rows') }} as places
    on
        compared.submission_id = places.submission_id
        and compared.heading_id = places.heading_id
where
    compared.reported_state = 'not_reported'
    and compared.reported_state_before = 'reported'
    and compared.amount_gbp_before <> 0
