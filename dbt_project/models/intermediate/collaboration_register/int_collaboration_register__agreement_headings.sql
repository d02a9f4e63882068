{{ config(materialized='table') }}

select
    agreement_id,
    max(heading_id) as heading_id
from {{ ref('int_collaboration_register__functions') }}
group by agreement_id
having count(*) = count(heading_id) and count(distinct heading_id) = 1
