{{ config(alias='force_successions') }}

select
    predecessor_force_id,
    successor_force_id,
    merged_on,
    source
from {{ ref('force_successions') }}
