{{ config(materialized='table') }}

with reports as (
    select
        submission_id as _submission_id,
        agreement_id,
        tier
    from {{ source('ledger', 'agreement_reports') }}
    where tier < 3
)

select
    _submission_id as submission_id,
    agreement_id,
    min(tier) as tier
from reports
where {{ in_current_submission('collaboration_register') }}
group by _submission_id, agreement_id
