with in_collaboration as (
    select
        sum(case when worker_type = 'police_officer' then people end) as officers,
        sum(case when worker_type = 'police_staff' then people end) as staff,
        sum(case when agreement_id = 'em-emsou-soc' then people end) as serious_organised_crime
    from {{ ref('workforce_in_collaboration') }}
    where source_document = 'working-together-2013' and basis = 'people' and as_at = cast('2013-03-31' as date)
),

-- The shares of Figure 5 stand over the totals printed there, people over full-time equivalents as the review did.
printed_totals as (
    select
        max(case when component = 'police_officer' then value end) as officers,
        max(case when component = 'police_staff' then value end) as staff,
        max(case when component = 'total' then value end) as workforce
    from {{ ref('published_statistics') }}
    where source_document = 'working-together-2013' and statistic_id = 'em_workforce_total'
),

home_office as (
    select
        sum(case when workforce.worker_type = 'police_officer' then workforce.fte end) as officers_fte,
        sum(case when workforce.worker_type = 'police_staff' then workforce.fte end) as staff_fte
    from {{ ref('force_workforce') }} as workforce
    inner join {{ ref('dim_force') }} as forces on workforce.force_id = forces.force_id
    where forces.home_office_region = 'East Midlands' and workforce.as_at = cast('2013-03-31' as date)
),

retained as (
    select sum(cost_gbp) as cost_gbp
    from {{ ref('retained_resources') }}
    where source_document = 'working-together-2013' and agreement_id = 'em-emsou-soc'
),

numbers as (
    select
        cast(in_collaboration.officers as double) as officers,
        cast(in_collaboration.staff as double) as staff,
        cast(in_collaboration.serious_organised_crime as double) as serious_organised_crime,
        cast(printed_totals.officers as double) as region_officers,
        cast(printed_totals.staff as double) as region_staff,
        cast(printed_totals.workforce as double) as region_workforce,
        cast(home_office.officers_fte as double) as officers_fte,
        cast(home_office.staff_fte as double) as staff_fte,
        cast(retained.cost_gbp as double) as retained_cost_gbp
    from in_collaboration
    cross join printed_totals
    cross join home_office
    cross join retained
)

select
    figures.figure_id,
    figures.component,
    case figures.figure_id
        when 'G10' then numbers.officers
        when 'G11' then numbers.staff
        when 'G12' then numbers.officers + numbers.staff
        when 'G13' then numbers.officers_fte
        when 'G14' then numbers.staff_fte
        when 'G15' then 100 * numbers.officers / nullif(numbers.region_officers, 0)
        when 'G16' then 100 * numbers.staff / nullif(numbers.region_staff, 0)
        when 'G17' then 100 * (numbers.officers + numbers.staff) / nullif(numbers.region_workforce, 0)
        when 'G18' then 100 * numbers.serious_organised_crime / nullif(numbers.region_workforce, 0)
        when 'G27' then numbers.retained_cost_gbp / 1000
    end as warehouse_value
from {{ ref('published_figures') }} as figures
cross join numbers
where figures.figure_id in ('G10', 'G11', 'G12', 'G13', 'G14', 'G15', 'G16', 'G17', 'G18', 'G27')
