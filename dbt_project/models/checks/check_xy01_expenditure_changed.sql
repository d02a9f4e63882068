with rule as (
    {{ active_rule('XY01') | indent(4) }}
)

{{ failing_row(
    'XY01',
    'expenditure__functions',
    'compared.submission_id',
    "'heading_name=' || places.heading_name",
    column_name="'net_revenue_expenditure_gbp'",
    row_number='places.row_number',
    value_given=format_number('compared.amount_gbp'),
    expected=format_number('compared.amount_gbp_before'),
) }}
from {{ ref('int_comparisons__expenditure_year_before') }} as compared
inner join rule
    on {{ rule_applies('rule', 'compared.financial_year') }}
inner join {{ ref('int_comparisons__expenditure_heading_rows') }} as places
    on
        compared.submission_id = places.submission_id
        and compared.heading_id = places.heading_id
where
    {{ change('compared.amount_gbp', 'compared.amount_gbp_before') }} > rule.tolerance_minimum
    and coalesce(
        {{ change_pct('compared.amount_gbp', 'compared.amount_gbp_before') }} > rule.tolerance, true
    )
