-- Shares are quotients of sums over the forces that reported both parts, so that no force is taken for one with none.
with responses as (
    select
        given.financial_year,
        given.force_id,
        given.groups_mapped,
        given.groups_with_full_response,
        given.criteria_met,
        given.criteria_assessed,
        given.is_illustrative,
        forces.home_office_region
    from {{ ref('organised_crime_response') }} as given
    inner join {{ ref('dim_force') }} as forces
        on given.force_id = forces.force_id
    where given.full_response_pct is not null
),

nation as (
    select
        financial_year,
        count(*) as forces_reporting,
        100 * cast(sum(groups_with_full_response) as {{ type_double() }})
        / nullif(sum(groups_mapped), 0) as full_response_pct,
        100 * cast(sum(criteria_met) as {{ type_double() }}) / nullif(sum(criteria_assessed), 0) as functionality_pct,
        max(case when is_illustrative then 1 else 0 end) = 1 as is_illustrative
    from responses
    group by financial_year
),

regions as (
    select
        financial_year,
        home_office_region,
        100 * cast(sum(groups_with_full_response) as {{ type_double() }})
        / nullif(sum(groups_mapped), 0) as full_response_pct
    from responses
    group by financial_year, home_office_region
),

below as (
    select
        regions.financial_year,
        count(*) as regions_reporting,
        count(case when regions.full_response_pct < nation.full_response_pct then 1 end) as regions_below_nation
    from regions
    inner join nation
        on regions.financial_year = nation.financial_year
    group by regions.financial_year
)

select
    headings.heading_id,
    nation.financial_year,
    nation.forces_reporting,
    nation.full_response_pct,
    nation.functionality_pct,
    below.regions_reporting,
    below.regions_below_nation,
    nation.is_illustrative
from nation
inner join below
    on nation.financial_year = below.financial_year
cross join {{ ref('dim_poa_heading') }} as headings
where headings.heading_id in {{ organised_crime_headings() }}
