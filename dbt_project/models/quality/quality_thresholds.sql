{{ config(alias='thresholds') }}

select
    return_id,
    release_type,
    cast(greatest_share_in_question_pct as double) as greatest_share_in_question_pct,
    fewest_rows,
    decided_by,
    valid_from
from {{ ref('thresholds') }}
