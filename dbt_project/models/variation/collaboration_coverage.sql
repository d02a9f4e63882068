-- A force counts for a heading when it, or one that merged into it, is a party to a live agreement on it, once whatever
-- the number of agreements.
with headings as (
    select * from {{ ref('dim_poa_heading') }}
    where level = 2 and heading_system = 'poa'
),

forces as (
    select * from {{ ref('dim_force') }} as forces
    where {{ in_being_on('forces', 'current_date') }}
),

live_agreements as (
    select agreement_id
    from {{ ref('agreements') }}
    where is_live
),

agreements_by_heading as (
    select distinct
        agreement_functions.heading_id,
        agreement_functions.agreement_id
    from {{ ref('agreement_functions') }} as agreement_functions
    inner join live_agreements
        on agreement_functions.agreement_id = live_agreements.agreement_id
    where agreement_functions.heading_id is not null
),

forces_by_heading as (
    select distinct
        agreements_by_heading.heading_id,
        forces.force_id,
        forces.home_office_region
    from agreements_by_heading
    inner join {{ ref('agreement_parties') }} as parties
        on agreements_by_heading.agreement_id = parties.agreement_id
    inner join {{ ref('int_force_successions__lineage') }} as lineage
        on
            parties.force_id = lineage.predecessor_force_id
            and {{ in_being_on('lineage', 'current_date') }}
    inner join forces
        on lineage.force_id = forces.force_id
    where
        coalesce(parties.role, 'partner') <> 'observer'
        and parties.is_party_today
),

regions as (
    select distinct home_office_region
    from forces
),

regions_without as (
    select
        headings.heading_id,
        {{ joined_text('regions.home_office_region', ', ') }}
            as regions_without
    from headings
    cross join regions
    left join forces_by_heading
        on
            headings.heading_id = forces_by_heading.heading_id
            and regions.home_office_region = forces_by_heading.home_office_region
    where forces_by_heading.force_id is null
    group by headings.heading_id
),

agreement_counts as (
    select
        heading_id,
        count(*) as live_agreements
    from agreements_by_heading
    group by heading_id
),

force_counts as (
    select
        heading_id,
        count(*) as forces_collaborating
    from forces_by_heading
    group by heading_id
),

nation as (
    select count(*) as forces_expected
    from forces
)

select
    headings.heading_id,
    headings.heading_name,
    headings.parent_heading_id,
    cast(coalesce(force_counts.forces_collaborating, 0) as integer) as forces_collaborating,
    cast(nation.forces_expected as integer) as forces_expected,
    cast(coalesce(force_counts.forces_collaborating, 0) as {{ type_double() }}) * 100
    / nullif(nation.forces_expected, 0) as collaborating_pct,
    cast(coalesce(agreement_counts.live_agreements, 0) as integer) as live_agreements,
    regions_without.regions_without
from headings
cross join nation
left join force_counts
    on headings.heading_id = force_counts.heading_id
left join agreement_counts
    on headings.heading_id = agreement_counts.heading_id
left join regions_without
    on headings.heading_id = regions_without.heading_id
