-- People stand over headcount and full-time equivalents over full-time equivalents. A count belongs to the financial
-- year of its date and is held against the workforce at 31 March of that year.
with counted as (
    select
        workforce.agreement_id,
        workforce.function_name,
        workforce.party_id,
        workforce.force_id,
        workforce.worker_type,
        workforce.basis,
        workforce.people,
        years.financial_year,
        years.workforce_as_at,
        row_number() over (
            partition by
                workforce.agreement_id,
                workforce.function_name,
                workforce.party_id,
                workforce.worker_type,
                years.financial_year
            order by workforce.as_at desc nulls last, workforce.basis asc nulls last
        ) as place
    from {{ ref('workforce_in_collaboration') }} as workforce
    inner join {{ ref('financial_years') }} as years
        on workforce.as_at between years.starts_on and years.ends_on
),

-- A unit given as a whole belongs to no force, only to the region of its agreement; where it is given both ways, the
-- whole stands for the region.
whole_units as (
    select
        counted.*,
        agreements.region
    from counted
    inner join {{ ref('agreements') }} as agreements on counted.agreement_id = agreements.agreement_id
    where counted.place = 1 and counted.party_id = 'all-parties'
),

in_forces as (
    select
        counted.*,
        forces.home_office_region as region
    from counted
    inner join {{ ref('dim_force') }} as forces on counted.force_id = forces.force_id
    where counted.place = 1
),

areas as (
    select
        'force' as area_kind,
        force_id as area_id,
        force_id,
        region,
        financial_year,
        workforce_as_at,
        worker_type,
        basis,
        people
    from in_forces
    union all
    select
        'region' as area_kind,
        {{ register_slug('in_forces.region') }} || '-region' as area_id,
        null as force_id,
        in_forces.region,
        in_forces.financial_year,
        in_forces.workforce_as_at,
        in_forces.worker_type,
        in_forces.basis,
        in_forces.people
    from in_forces
    left join whole_units
        on
            in_forces.agreement_id = whole_units.agreement_id
            and in_forces.function_name = whole_units.function_name
            and in_forces.worker_type = whole_units.worker_type
            and in_forces.financial_year = whole_units.financial_year
    where whole_units.agreement_id is null
    union all
    select
        'region' as area_kind,
        {{ register_slug('region') }} || '-region' as area_id,
        null as force_id,
        region,
        financial_year,
        workforce_as_at,
        worker_type,
        basis,
        people
    from whole_units
    where region in (select forces.home_office_region from {{ ref('dim_force') }} as forces)
),

summed as (
    select
        area_kind,
        area_id,
        max(force_id) as force_id,
        max(region) as region,
        financial_year,
        workforce_as_at,
        worker_type,
        basis,
        {{ exact_sum('people') }} as people_in_collaboration
    from areas
    group by area_kind, area_id, financial_year, workforce_as_at, worker_type, basis
),

workforce as (
    select
        forces.force_id,
        forces.home_office_region as region,
        given.as_at,
        given.worker_type,
        cast(given.headcount as {{ type_double() }}) as headcount,
        cast(given.fte as {{ type_double() }}) as fte
    from {{ ref('force_workforce') }} as given
    inner join {{ ref('dim_force') }} as forces on given.force_id = forces.force_id
),

denominators as (
    select
        force_id as area_id,
        as_at,
        worker_type,
        headcount,
        fte
    from workforce
    union all
    select
        {{ register_slug('region') }} || '-region' as area_id,
        as_at,
        worker_type,
        {{ sum_if_complete('cast(headcount as ' ~ type_measured() ~ ')', type_double()) }} as headcount,
        {{ sum_if_complete('cast(fte as ' ~ type_measured() ~ ')', type_double()) }} as fte
    from workforce
    group by {{ register_slug('region') }} || '-region', as_at, worker_type
),

held_against as (
    select
        summed.*,
        case summed.basis when 'people' then denominators.headcount else denominators.fte end as workforce
    from summed
    left join denominators
        on
            summed.area_id = denominators.area_id
            and summed.workforce_as_at = denominators.as_at
            and summed.worker_type = denominators.worker_type
)

select
    area_id,
    area_kind,
    force_id,
    region,
    financial_year,
    workforce_as_at as as_at,
    worker_type,
    basis,
    people_in_collaboration,
    workforce,
    100 * people_in_collaboration / nullif(workforce, 0) as share_pct,
    case when workforce is null then 'not_reported' else 'reported' end as reported_state
from held_against
