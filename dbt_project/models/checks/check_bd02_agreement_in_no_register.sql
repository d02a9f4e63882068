with rule as (
    {{ active_rule('BD02') | indent(4) }}
),

agreements as (
    select distinct agreement_id
    from {{ ref('stg_collaboration_register__agreements') }}
)

{{ failing_row(
    'BD02',
    'board_decisions__levels',
    'levels._submission_id',
    "'decision_id=' || levels.decision_id",
    column_name="'agreement_id'",
    row_number='levels._row',
    value_given='levels.agreement_id',
) }}
from {{ ref('stg_board_decisions__levels') }} as levels
cross join rule
left join agreements
    on levels.agreement_id = agreements.agreement_id
where
    levels.agreement_id is not null
    and agreements.agreement_id is null
