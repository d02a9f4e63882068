with estimates as (
    select * from {{ ref('stg_ons_population__mid_year_population') }}
),

editions as (
    select * from {{ ref('int_editions__latest') }}
),

authority_forces as (
    select * from {{ ref('int_population__authority_forces') }}
)

select
    authority_forces.force_id,
    cast(estimates.mid_year as integer) as mid_year,
    {{ sum_if_complete('estimates.population', 'bigint') }} as population,
    cast(count(*) as integer) as local_authorities,
    max(estimates._submission_id) as submission_id,
    max(authority_forces.lookup_submission_id) as lookup_submission_id
from estimates
inner join editions
    on estimates._submission_id = editions.submission_id
inner join authority_forces
    on
        estimates.area_code = authority_forces.lad_code
        and estimates.mid_year = authority_forces.mid_year
group by authority_forces.force_id, estimates.mid_year
