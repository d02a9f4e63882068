-- A note, a review date and the citation may change; what was decided, of what, when, by whom and why may not. Of a
-- decision that was left out its level tells.
with rule as (
    {{ active_rule('BD05') | indent(4) }}
)

{{ failing_row(
    'BD05',
    'board_decisions__levels',
    'changes.submission_id',
    'changes.natural_key',
    column_name='changes.column_name',
    row_number='changes.row_number',
    value_given="coalesce(changes.new_value, 'nothing')",
    expected="coalesce(changes.previous_value, 'nothing')",
) }}
from {{ ref('int_board_decisions__changes') }} as changes
cross join rule
where
    (changes.is_removed and changes.column_name = 'level_of_support')
    or (
        not changes.is_removed
        and changes.column_name not in ('note', 'review_date', 'source_document', 'source_place')
    )
