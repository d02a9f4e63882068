with rule as (
    {{ active_rule('XR05') | indent(4) }}
),

published as (
    select
        force_id,
        financial_year,
        heading_id,
        cast(amount as {{ type_money() }}) as amount_gbp
    from {{ ref('int_national_tables__figures') }}
    where item = 'net_revenue_expenditure' and item_group is null
)

{{ failing_row(
    'XR05',
    'expenditure__functions',
    'returned.submission_id',
    "'heading_name=' || places.heading_name",
    column_name="'net_revenue_expenditure_gbp'",
    row_number='places.row_number',
    value_given=format_number('returned.amount_gbp'),
    expected=format_number('published.amount_gbp'),
) }}
from {{ ref('int_expenditure__conformed') }} as returned
inner join rule
    on {{ rule_applies('rule', 'returned.financial_year') }}
inner join published
    on
        returned.force_id = published.force_id
        and returned.financial_year = published.financial_year
        and returned.heading_id = published.heading_id
inner join {{ ref('int_comparisons__expenditure_heading_rows') }} as places
    on
        returned.submission_id = places.submission_id
        and returned.heading_id = places.heading_id
where
    returned.basis = 'estimate'
    and returned.line = 'net_revenue_expenditure'
    and {{ change('returned.amount_gbp', 'published.amount_gbp') }} > rule.tolerance_minimum
    and coalesce({{ change_pct('returned.amount_gbp', 'published.amount_gbp') }} > rule.tolerance, true)
