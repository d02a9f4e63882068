with measures as (
    select * from {{ ref('measures') }}
    where family = 'workforce_change'
),

workforce_groups as (
    select * from {{ ref('int_measures__workforce_groups') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
),

forces as (
    select distinct
        force_id,
        as_at
    from workforce_groups
),

-- The year before of a force that came of a merger is that of its predecessors together.
year_before as (
    select
        forces.force_id,
        forces.as_at,
        workforce_groups.workforce_group,
        {{ sum_if_complete('workforce_groups.fte', type_measured()) }} as fte,
        max(case when workforce_groups.reported_state <> 'reported' then 1 else 0 end) = 0 as is_reported
    from forces
    inner join {{ ref('int_force_successions__lineage') }} as lineage
        on
            forces.force_id = lineage.force_id
            and {{ in_being_on('lineage', 'forces.as_at') }}
            and lineage.is_whole
    inner join financial_years
        on forces.as_at = financial_years.workforce_as_at
    inner join financial_years as years_before
        on financial_years.start_year - 1 = years_before.start_year
    inner join workforce_groups
        on
            lineage.predecessor_force_id = workforce_groups.force_id
            and years_before.workforce_as_at = workforce_groups.as_at
    group by forces.force_id, forces.as_at, workforce_groups.workforce_group
)

select
    measures.measure_id,
    'all-functions' as heading_id,
    financial_years.financial_year,
    now.force_id,
    now.fte - year_before.fte as numerator,
    year_before.fte as denominator,
    cast(null as integer) as population_mid_year,
    case
        when now.reported_state = 'reported' and year_before.is_reported then 'reported'
        else 'not_reported'
    end as reported_state,
    cast(null as {{ type_text() }}) as mapped_from_heading_id,
    now.submission_id
from measures
inner join workforce_groups as now
    on measures.numerator_group = now.workforce_group
inner join financial_years
    on now.as_at = financial_years.workforce_as_at
inner join year_before
    on
        measures.denominator_group = year_before.workforce_group
        and now.force_id = year_before.force_id
        and now.as_at = year_before.as_at
