-- Rows returned: local authorities of the estimates that no force area takes in, and authorities of the lookup that
-- have no estimate. Until a lookup is received, no authority has a force.
with authorities as (
    select distinct estimates.area_code
    from {{ ref('stg_ons_population__mid_year_population') }} as estimates
    inner join {{ ref('int_editions__latest') }} as editions
        on estimates._submission_id = editions.submission_id
    where estimates.geography not in ('Country', 'Region', 'County', 'Metropolitan County')
),

authority_forces as (
    select distinct lad_code from {{ ref('int_population__authority_forces') }}
)

select
    authorities.area_code,
    authority_forces.lad_code
from authorities
full outer join authority_forces
    on authorities.area_code = authority_forces.lad_code
where
    exists (select received.lad_code from authority_forces as received)
    and (authorities.area_code is null or authority_forces.lad_code is null)
