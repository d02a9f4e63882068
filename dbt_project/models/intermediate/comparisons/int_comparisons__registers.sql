-- Made of staging alone: what is only made with the warehouse is of the load before when returns are compared.
select
    _submission_id as submission_id,
    max(case when lower(item) = 'register' then value end) as register_name,
    year(max(case when lower(item) = 'as at' then {{ register_date('value') }} end)) as as_at_year
from {{ ref('stg_collaboration_register__about') }}
group by _submission_id
