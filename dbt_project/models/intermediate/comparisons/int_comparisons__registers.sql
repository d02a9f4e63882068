select
    items._submission_id as submission_id,
    max(case when lower(items.item) = 'register' then items.value end) as register_name,
    max(year(registers.as_at)) as as_at_year
from {{ ref('stg_collaboration_register__about') }} as items
inner join {{ source('ledger', 'registers') }} as registers
    on items._submission_id = registers.submission_id
group by items._submission_id
