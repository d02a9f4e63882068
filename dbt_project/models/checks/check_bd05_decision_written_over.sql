-- A note and a review date may change; what was decided, of what, when, by whom and why may not.
with rule as (
    {{ rule_in_use('BD05') | indent(4) }}
)

{{ failing_row(
    'BD05',
    'board_decisions__levels',
    'changes.submission_id',
    'changes.natural_key',
    column_name='changes.column_name',
    row_number='levels._row',
    value_given="coalesce(changes.new_value, 'nothing')",
    expected="coalesce(changes.previous_value, 'nothing')",
) }}
from {{ source('ledger', 'value_changes') }} as changes
cross join rule
inner join {{ source('ledger', 'submissions') }} as submissions
    on changes.submission_id = submissions.submission_id
left join {{ ref('stg_board_decisions__levels') }} as levels
    on
        changes.submission_id = levels._submission_id
        and changes.natural_key = 'decision_id=' || levels.decision_id
where
    submissions.return_id = 'board_decisions'
    and {{ is_in_release('submissions') }}
    and changes.table_name = 'board_decisions__levels'
    and (
        (changes.change = 'row removed' and changes.column_name = 'level_of_support')
        or (changes.change = 'changed' and changes.column_name not in ('note', 'review_date'))
    )
