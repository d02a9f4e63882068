with rule as (
    {{ active_rule('XR04') | indent(4) }}
),

invoices as (
    select
        submissions.submission_id,
        submissions.force_id,
        submissions.financial_year,
        sum(lines.amount_gbp) as amount_gbp
    from {{ ref('stg_procurement_spend__lines') }} as lines
    inner join {{ ref('int_force_returns__procurement_spend_submissions') }} as submissions
        on lines._submission_id = submissions.submission_id
    group by submissions.submission_id, submissions.force_id, submissions.financial_year
),

spending as (
    select
        force_id,
        financial_year,
        {{ sum_if_complete('amount_gbp', type_money()) }} as amount_gbp
    from {{ ref('int_expenditure__all_headings') }}
    where
        heading_id = 'all-functions'
        and basis = 'outturn'
        and line in ('premises', 'transport', 'supplies_and_services', 'third_party_payments', 'other_expenditure')
    group by force_id, financial_year
)

{{ failing_row(
    'XR04',
    'procurement_spend__lines',
    'invoices.submission_id',
    "'total=all lines'",
    column_name="'amount_gbp'",
    value_given=format_number('invoices.amount_gbp'),
    expected=format_number('spending.amount_gbp'),
) }}
from invoices
inner join rule
    on {{ rule_applies('rule', 'invoices.financial_year') }}
inner join spending
    on
        invoices.force_id = spending.force_id
        and invoices.financial_year = spending.financial_year
where
    cast(invoices.amount_gbp as {{ type_double() }})
    > cast(spending.amount_gbp as {{ type_double() }}) * (1 + rule.tolerance / 100)
