with measures as (
    select * from {{ ref('measures') }}
    where family = 'expenditure_per_head'
),

expenditure as (
    select * from {{ ref('int_measures__expenditure') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
),

populations as (
    select * from {{ ref('force_population') }}
)

select
    measures.measure_id,
    expenditure.heading_id,
    expenditure.financial_year,
    expenditure.force_id,
    expenditure.amount_gbp as numerator,
    populations.population as denominator,
    financial_years.population_mid_year,
    expenditure.reported_state,
    expenditure.mapped_from_heading_id,
    expenditure.submission_id
from measures
inner join expenditure
    on measures.basis = expenditure.basis and measures.numerator_group = expenditure.line
inner join financial_years
    on expenditure.financial_year = financial_years.financial_year
left join populations
    on
        expenditure.force_id = populations.force_id
        and financial_years.population_mid_year = populations.mid_year
