{{ config(materialized='table') }}

select
    submission_id,
    agreement_id,
    min(tier) as tier
from {{ ref('int_collaboration_register__reports') }}
where tier < 3
group by submission_id, agreement_id
