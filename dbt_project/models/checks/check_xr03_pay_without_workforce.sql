with rule as (
    {{ active_rule('XR03') | indent(4) }}
),

compared as (
    select
        compared.*,
        coalesce(compared.reported_fte, 0) = 0 and compared.reported_pay_gbp > rule.tolerance_minimum
            as has_pay_alone,
        coalesce(compared.reported_pay_gbp, 0) = 0 and compared.reported_fte > rule.tolerance
            as has_workforce_alone
    from {{ ref('int_comparisons__pay_and_workforce') }} as compared
    inner join rule
        on {{ rule_applies('rule', 'compared.financial_year') }}
)

{{ failing_row(
    'XR03',
    'expenditure__functions',
    'compared.submission_id',
    "'heading_name=' || places.heading_name",
    column_name="'police_officer_pay_gbp'",
    row_number='places.row_number',
    value_given="case when compared.has_pay_alone then 'pay of ' || " ~ format_pounds('compared.reported_pay_gbp')
        ~ " else 'no pay' end",
    expected="case when compared.has_pay_alone then 'no one' else " ~ number_in_words('compared.reported_fte', 1)
        ~ " || ' FTE' end",
) }}
from compared
inner join {{ ref('int_comparisons__expenditure_heading_rows') }} as places
    on
        compared.submission_id = places.submission_id
        and compared.heading_id = places.heading_id
where compared.has_pay_alone or compared.has_workforce_alone
