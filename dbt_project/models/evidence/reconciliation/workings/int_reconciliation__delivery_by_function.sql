-- What the 2013 review says of what its functions cost, save and employ, worked out from its tables and text.
with cases as (
    select
        sum(budget_without_collaboration_gbp) as budget_gbp,
        sum(saving_forecast_gbp) as saving_gbp,
        sum(
            case when agreement_id = 'em-major-crime' then budget_without_collaboration_gbp end
        ) as major_crime_budget_gbp,
        sum(case when agreement_id = 'em-major-crime' then saving_forecast_gbp end) as major_crime_saving_gbp
    from {{ ref('business_cases') }}
    where source_document = 'working-together-2013' and budget_year = '2012/13'
),

people as (
    select
        sum(case when agreement_id = 'em-major-crime' then people end) as major_crime,
        sum(
            case when agreement_id = 'em-major-crime' and worker_type = 'police_officer' then people end
        ) as major_crime_officers,
        sum(case when agreement_id = 'em-emsou-soc' then people end) as serious_organised_crime
    from {{ ref('workforce_in_collaboration') }}
    where source_document = 'working-together-2013' and basis = 'people' and as_at = cast('2013-03-31' as date)
),

printed as (
    select
        max(case when statistic_id = 'em_major_crime_budget' then value end) as major_crime_budget_gbp,
        max(case when statistic_id = 'em_major_crime_saving' then value end) as major_crime_saving_gbp,
        max(case when statistic_id = 'em_programme_budget' then value end) as programme_budget_gbp,
        max(case when statistic_id = 'em_retained_resources_share' then value end) as retained_share_pct,
        max(case when statistic_id = 'em_workforce_total' and component = 'total' then value end) as workforce_fte
    from {{ ref('published_statistics') }}
    where source_document = 'working-together-2013'
),

retained as (
    select sum(cost_gbp) as cost_gbp
    from {{ ref('retained_resources') }}
    where source_document = 'working-together-2013' and agreement_id = 'em-emsou-soc'
),

numbers as (
    select
        cast(cases.budget_gbp as double) as budget_gbp,
        cast(cases.saving_gbp as double) as saving_gbp,
        cast(cases.major_crime_budget_gbp as double) as case_budget_gbp,
        cast(cases.major_crime_saving_gbp as double) as case_saving_gbp,
        cast(people.major_crime as double) as major_crime_people,
        cast(people.major_crime_officers as double) as major_crime_officers,
        cast(people.serious_organised_crime as double) as serious_organised_crime_people,
        cast(printed.major_crime_budget_gbp as double) as unit_budget_gbp,
        cast(printed.major_crime_saving_gbp as double) as unit_saving_gbp,
        cast(printed.programme_budget_gbp as double) as programme_budget_gbp,
        cast(printed.workforce_fte as double) as workforce_fte,
        -- The review prints no expenditure of the five forces. The total of Figure 11 and its share imply one.
        100 * cast(retained.cost_gbp as double)
        / nullif(cast(printed.retained_share_pct as double), 0) as forces_expenditure_gbp
    from cases
    cross join people
    cross join printed
    cross join retained
)

select
    figures.figure_id,
    figures.component,
    case
        when figures.figure_id = 'G19' then 100 * numbers.saving_gbp / nullif(numbers.budget_gbp, 0)
        when figures.figure_id = 'G32' and figures.component = 'budget'
            then (numbers.case_budget_gbp - numbers.case_saving_gbp) / 1000000
        when figures.figure_id = 'G32' and figures.component = 'saving' then numbers.case_saving_gbp / 1000000
        when figures.figure_id = 'G32' and figures.component = 'share'
            then 100 * numbers.unit_saving_gbp / nullif(numbers.unit_budget_gbp + numbers.unit_saving_gbp, 0)
        when figures.figure_id = 'G33' and figures.component = 'people' then numbers.major_crime_people
        when figures.figure_id = 'G33' and figures.component = 'officers' then numbers.major_crime_officers
        when figures.figure_id = 'G33' and figures.component = 'share'
            then 100 * numbers.major_crime_people / nullif(numbers.workforce_fte, 0)
        when figures.figure_id = 'G34' then numbers.serious_organised_crime_people
        when figures.figure_id = 'G35'
            then 100 * numbers.programme_budget_gbp / nullif(numbers.forces_expenditure_gbp, 0)
    end as warehouse_value
from {{ ref('published_figures') }} as figures
cross join numbers
where figures.figure_id in ('G19', 'G32', 'G33', 'G34', 'G35')
