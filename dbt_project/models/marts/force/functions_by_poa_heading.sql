-- A row needs an expenditure return. What a force employs without one is in force_workforce_by_heading.
with expenditure as (
    select
        force_id,
        financial_year,
        heading_id,
        basis,
        submission_id,
        is_illustrative,
        max(case when line = 'gross_expenditure' then amount_gbp end) as gross_expenditure_gbp,
        max(case when line = 'earned_income' then amount_gbp end) as earned_income_gbp,
        max(case when line = 'net_revenue_expenditure' then amount_gbp end) as net_revenue_expenditure_gbp,
        max(case when line = 'in_collaboration' then amount_gbp end) as in_collaboration_gbp,
        max(case when line = 'net_revenue_expenditure' then reported_state end) as reported_state
    from {{ ref('expenditure_lines') }}
    where kind in ('total', 'of_which')
    group by force_id, financial_year, heading_id, basis, submission_id, is_illustrative
),

workforce as (
    select
        force_id,
        financial_year,
        heading_id,
        max(case when worker_type = 'police_officer' then people end) as officer_fte,
        max(case when worker_type = 'police_staff' then people end) as staff_fte,
        max(case when worker_type = 'pcso' then people end) as pcso_fte,
        max(case when worker_type = 'designated_officer' then people end) as designated_officer_fte,
        max(submission_id) as submission_id
    from {{ ref('force_workforce_by_heading') }}
    where basis = 'fte'
    group by force_id, financial_year, heading_id
),

missing_headings as (
    select
        submission_id,
        count(*) as headings_not_reported
    from {{ ref('int_expenditure__conformed') }}
    where is_needed_for_total and line = 'net_revenue_expenditure' and reported_state = 'not_reported'
    group by submission_id
),

collaborations as (
    select * from {{ ref('force_agreements_by_heading') }}
),

registers as (
    select count(*) as agreements_known
    from {{ ref('agreements') }}
)

select
    expenditure.force_id,
    expenditure.financial_year,
    expenditure.heading_id,
    expenditure.basis,
    expenditure.gross_expenditure_gbp,
    expenditure.earned_income_gbp,
    expenditure.net_revenue_expenditure_gbp,
    expenditure.in_collaboration_gbp,
    workforce.officer_fte,
    workforce.staff_fte,
    workforce.pcso_fte,
    workforce.designated_officer_fte,
    population.population,
    cast(
        cast(expenditure.net_revenue_expenditure_gbp as {{ type_double() }}) / nullif(population.population, 0)
        as decimal(18, 4)
    ) as nre_per_head_gbp,
    expenditure.reported_state,
    cast(case when headings.level = 0 then coalesce(missing_headings.headings_not_reported, 0) end as integer)
        as headings_not_reported,
    cast(case when registers.agreements_known > 0 then coalesce(collaborations.live_agreements, 0) end as integer)
        as collaborating_agreements,
    expenditure.submission_id,
    workforce.submission_id as workforce_submission_id,
    expenditure.is_illustrative
from expenditure
inner join {{ ref('dim_poa_heading') }} as headings
    on expenditure.heading_id = headings.heading_id
inner join {{ ref('financial_years') }} as financial_years
    on expenditure.financial_year = financial_years.financial_year
cross join registers
left join workforce
    on
        expenditure.force_id = workforce.force_id
        and expenditure.financial_year = workforce.financial_year
        and expenditure.heading_id = workforce.heading_id
left join {{ ref('force_population') }} as population
    on
        expenditure.force_id = population.force_id
        and financial_years.population_mid_year = population.mid_year
left join missing_headings
    on expenditure.submission_id = missing_headings.submission_id
left join collaborations
    on
        expenditure.force_id = collaborations.force_id
        and expenditure.heading_id = collaborations.heading_id
