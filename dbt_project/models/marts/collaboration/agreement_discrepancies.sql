-- Empty until several parties report the same agreement; the columns are fixed so that readers can rely on them.
select
    cast(null as {{ type_text() }}) as agreement_id,
    cast(null as {{ type_text() }}) as table_name,
    cast(null as {{ type_text() }}) as row_key,
    cast(null as {{ type_text() }}) as column_name,
    cast(null as {{ type_text() }}) as value_kept,
    cast(null as {{ type_text() }}) as value_set_aside,
    cast(null as {{ type_text() }}) as submission_id_kept,
    cast(null as {{ type_text() }}) as submission_id_set_aside,
    cast(null as {{ type_text() }}) as precedence_rule
from {{ ref('int_collaboration_register__registers') }}
where 1 = 0
