with rule as (
    {{ rule_in_use('CR24') | indent(4) }}
)

{{ failing_row(
    'CR24',
    'collaboration_register__events',
    'orders.submission_id',
    "'agreement_id=' || orders.agreement_id || '; sequence=' || orders.sequence",
    column_name="'event'",
    row_number='orders.row_number',
    value_given='orders.later_event',
    expected='orders.earlier_event',
) }}
from {{ ref('int_comparisons__event_order') }} as orders
inner join rule on orders.rule_id = rule.rule_id
