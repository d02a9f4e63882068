with rule as (
    {{ active_rule('BD06') | indent(4) }}
)

{{ failing_row(
    'BD06',
    'board_decisions__levels',
    'levels._submission_id',
    "'decision_id=' || levels.decision_id",
    column_name="'supersedes_decision_id'",
    row_number='levels._row',
    value_given='cast(levels.decided_on as ' ~ type_text() ~ ')',
    expected='cast(earlier.decided_on as ' ~ type_text() ~ ')',
) }}
from {{ ref('stg_board_decisions__levels') }} as levels
cross join rule
inner join {{ ref('stg_board_decisions__levels') }} as earlier
    on
        levels._submission_id = earlier._submission_id
        and levels.supersedes_decision_id = earlier.decision_id
where levels.decided_on < earlier.decided_on or levels.decision_id = earlier.decision_id
