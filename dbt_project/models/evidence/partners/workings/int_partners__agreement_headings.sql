{{ config(materialized='table') }}
with filed as (
    {{ agreement_headings_with_netted() | indent(4) }}
)

select distinct
    filed.heading_id,
    parties.agreement_id,
    parties.force_id,
    parties.is_illustrative
from {{ ref('int_partners__parties') }} as parties
inner join filed
    on parties.agreement_id = filed.agreement_id
inner join {{ ref('dim_poa_heading') }} as headings
    on
        filed.heading_id = headings.heading_id
        and headings.level in (1, 2)
