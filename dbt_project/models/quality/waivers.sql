-- Empty until stewards can waive a finding; the columns are fixed so that readers can rely on them.
select
    cast(null as {{ type_text() }}) as waiver_id,
    cast(null as {{ type_text() }}) as rule_id,
    cast(null as {{ type_text() }}) as return_id,
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_text() }}) as natural_key,
    cast(null as {{ type_text() }}) as reason,
    cast(null as {{ type_text() }}) as waived_by,
    cast(null as timestamp) as waived_at,
    cast(null as date) as valid_until
from {{ source('ledger', 'submissions') }}
where 1 = 0
