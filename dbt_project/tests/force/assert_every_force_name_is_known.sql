-- Rows returned: names in a column of forces that are neither a force nor a body known to stand outside the forces.
with names as (
    select force_name as name_given from {{ ref('stg_home_office_workforce__data') }}
    union
    select force_name as name_given from {{ ref('stg_home_office_workforce_functions__data') }}
    union
    select force_name as name_given from {{ ref('stg_police_funding__grant_and_precept') }}
    union
    select pfa_name as name_given from {{ ref('stg_ons_population__area_lookup') }}
),

known as (
    select {{ name_key('alias') }} as name_key from {{ ref('force_aliases') }}
    union
    select {{ name_key('body_name') }} as name_key from {{ ref('bodies_outside_the_forces') }}
)

select names.name_given
from names
left join known
    on {{ name_key('names.name_given') }} = known.name_key
where known.name_key is null
