-- The lookup repeats an authority for every community safety partnership it meets: joined as it stands it counts
-- the people of such an authority several times.
with lookup as (
    select * from {{ ref('stg_ons_population__area_lookup') }}
),

editions as (
    select * from {{ ref('int_editions__latest') }}
),

forces as (
    select * from {{ ref('forces') }}
)

select
    lookup.lad_code,
    forces.force_id,
    max(lookup._submission_id) as lookup_submission_id
from lookup
inner join editions
    on lookup._submission_id = editions.submission_id
inner join forces
    on lookup.pfa_code = forces.pfa_code
group by lookup.lad_code, forces.force_id
