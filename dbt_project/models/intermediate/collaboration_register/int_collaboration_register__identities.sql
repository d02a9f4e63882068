{{ config(materialized='table') }}

-- The same Agreement id always means the same agreement, whichever register gives it.
with reports as (
    select
        submission_id as _submission_id,
        given_agreement_id,
        agreement_id
    from {{ source('ledger', 'agreement_reports') }}
)

select
    given_agreement_id,
    min(agreement_id) as agreement_id
from reports
where {{ in_current_submission('collaboration_register') }}
group by given_agreement_id
