select
    submission_id,
    sheet,
    fate,
    coalesce(reason, 'none given') as reason,
    cast(sum(row_count) as bigint) as row_count
from {{ source('ledger', 'row_fates') }}
group by submission_id, sheet, fate, coalesce(reason, 'none given')
