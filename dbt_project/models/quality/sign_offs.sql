-- Empty until forces sign their figures off; the columns are fixed so that readers can rely on them.
select
    cast(null as {{ type_text() }}) as sign_off_id,
    cast(null as {{ type_text() }}) as submission_id,
    cast(null as {{ type_text() }}) as return_id,
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_text() }}) as signed_by,
    cast(null as {{ type_text() }}) as role,
    cast(null as timestamp) as signed_at,
    cast(null as {{ type_text() }}) as remark
from {{ source('ledger', 'submissions') }}
where 1 = 0
