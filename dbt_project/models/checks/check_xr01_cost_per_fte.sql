with rule as (
    {{ active_rule('XR01') | indent(4) }}
),

costs as (
    select
        compared.*,
        cast(compared.pay_gbp as {{ type_double() }}) / nullif(compared.fte, 0) as cost_gbp
    from {{ ref('int_comparisons__pay_and_workforce') }} as compared
    inner join rule
        on {{ rule_applies('rule', 'compared.financial_year') }}
    where compared.fte >= rule.tolerance_minimum
)

{{ failing_row(
    'XR01',
    'expenditure__functions',
    'costs.submission_id',
    "'heading_name=' || places.heading_name",
    column_name="'police_officer_pay_gbp'",
    row_number='places.row_number',
    value_given=format_number('round(costs.cost_gbp, 0)'),
    expected=format_number('rule.tolerance_lower') ~ " || ' to ' || " ~ format_number('rule.tolerance'),
    detail="'Pay is ' || " ~ format_pounds('costs.pay_gbp') ~ " || ' for ' || " ~ number_in_words('costs.fte', 1)
        ~ " || ' FTE.'"
) }}
from costs
cross join rule
inner join {{ ref('int_comparisons__expenditure_heading_rows') }} as places
    on
        costs.submission_id = places.submission_id
        and costs.heading_id = places.heading_id
where
    costs.cost_gbp < rule.tolerance_lower
    or costs.cost_gbp > rule.tolerance
