-- Rows returned: mid-years in which the residents of all forces are not those of England and Wales in the same table.
-- Until a lookup is received, no force has residents.
with published as (
    select
        estimates.mid_year,
        estimates.population
    from {{ ref('stg_ons_population__mid_year_population') }} as estimates
    inner join {{ ref('int_editions__latest') }} as editions
        on estimates._submission_id = editions.submission_id
    where estimates.area_code = 'K04000001'
),

by_force as (
    select
        mid_year,
        sum(population) as population
    from {{ ref('force_population') }}
    group by mid_year
)

select
    published.mid_year,
    published.population as population_published,
    by_force.population as population_of_forces
from published
left join by_force
    on published.mid_year = by_force.mid_year
where
    exists (select received.mid_year from by_force as received)
    and published.population <> coalesce(by_force.population, -1)
