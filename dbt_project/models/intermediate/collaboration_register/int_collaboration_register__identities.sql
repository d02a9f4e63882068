{{ config(materialized='table') }}

-- The same Agreement id always means the same agreement, whichever register gives it.
select
    given_agreement_id,
    min(agreement_id) as agreement_id
from {{ ref('int_collaboration_register__reports') }}
group by given_agreement_id
