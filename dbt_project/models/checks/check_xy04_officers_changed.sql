with rule as (
    {{ active_rule('XY04') | indent(4) }}
)

{{ failing_row(
    'XY04',
    'workforce__functions',
    'compared.submission_id',
    "'worker_type=police_officer'",
    column_name="'police_officer_fte'",
    value_given=format_number('compared.fte'),
    expected=format_number('compared.fte_before'),
) }}
from {{ ref('int_comparisons__workforce_year_before') }} as compared
inner join rule
    on {{ rule_applies('rule', 'compared.financial_year') }}
where
    compared.heading_id = 'all-functions'
    and compared.worker_type = 'police_officer'
    and {{ change_pct('compared.fte', 'compared.fte_before') }} > rule.tolerance
