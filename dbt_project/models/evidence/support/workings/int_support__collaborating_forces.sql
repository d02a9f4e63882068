with filed as (
    {{ agreement_headings_with_netted() | indent(4) }}
)

select distinct
    filed.heading_id,
    forces.financial_year,
    forces.force_id
from {{ ref('int_national_picture__forces') }} as forces
inner join filed
    on forces.agreement_id = filed.agreement_id
inner join {{ ref('dim_poa_heading') }} as headings
    on
        filed.heading_id = headings.heading_id
        and headings.level in (1, 2)
