select
    changes.submission_id,
    levels.decision_id,
    levels._row as row_number,
    changes.natural_key,
    changes.column_name,
    changes.change = 'row removed' as is_removed,
    changes.previous_value,
    changes.new_value
from {{ source('ledger', 'value_changes') }} as changes
inner join {{ ref('int_board_decisions__boards') }} as boards
    on changes.submission_id = boards.submission_id
left join {{ ref('stg_board_decisions__levels') }} as levels
    on
        changes.submission_id = levels._submission_id
        and changes.natural_key = 'decision_id=' || levels.decision_id
where
    changes.table_name = 'board_decisions__levels'
    and changes.change <> 'row added'
