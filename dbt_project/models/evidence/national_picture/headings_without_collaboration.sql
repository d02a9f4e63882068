-- As of today, and the same forces as collaboration_coverage counts.
with headings as (
    select * from {{ ref('dim_poa_heading') }}
    where level = 2 and heading_system = 'poa'
),

forces as (
    select * from {{ ref('dim_force') }} as forces
    where {{ in_being_on('forces', 'current_date') }}
),

regions as (
    select
        home_office_region,
        count(*) as forces_in_region
    from forces
    group by home_office_region
),

collaborating as (
    select
        agreements.heading_id,
        forces.home_office_region,
        count(distinct forces.force_id) as forces_collaborating
    from {{ ref('force_agreements_by_heading') }} as agreements
    inner join forces on agreements.force_id = forces.force_id
    group by agreements.heading_id, forces.home_office_region
),

nation as (
    select
        heading_id,
        sum(forces_collaborating) as forces_elsewhere
    from collaborating
    group by heading_id
)

select
    regions.home_office_region,
    headings.heading_id,
    headings.heading_name,
    cast(regions.forces_in_region as integer) as forces_in_region,
    cast(coalesce(nation.forces_elsewhere, 0) as integer) as forces_elsewhere
from headings
cross join regions
left join collaborating
    on
        headings.heading_id = collaborating.heading_id
        and regions.home_office_region = collaborating.home_office_region
left join nation on headings.heading_id = nation.heading_id
where collaborating.heading_id is null
