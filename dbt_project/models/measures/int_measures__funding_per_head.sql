-- The estimate for the year itself appears more than a year after its budget is set, so the latest mid-year not
-- after the middle of the financial year is taken; which one it is travels with the value. Where none is loaded, the
-- amounts are there and say that the denominator is missing.
with measures as (
    select * from {{ ref('measures') }}
    where family = 'funding_per_head'
),

funding as (
    select * from {{ ref('force_funding') }}
),

populations as (
    select * from {{ ref('force_population') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
),

mid_years as (
    select distinct mid_year from populations
),

funding_mid_years as (
    select
        financial_years.financial_year,
        financial_years.ends_on,
        max(mid_years.mid_year) as mid_year
    from financial_years
    inner join mid_years
        on financial_years.population_mid_year >= mid_years.mid_year
    group by financial_years.financial_year, financial_years.ends_on
),

-- Residents of a force at a mid-year before the merger that it came of are those of its predecessors together.
residents as (
    select
        lineage.force_id,
        funding_mid_years.financial_year,
        {{ sum_if_complete('populations.population', 'bigint') }} as population
    from funding_mid_years
    inner join {{ ref('int_force_successions__lineage') }} as lineage
        on
            {{ in_being_on('lineage', 'funding_mid_years.ends_on') }}
            and lineage.is_whole
    inner join {{ ref('dim_force') }} as forces
        on
            lineage.predecessor_force_id = forces.force_id
            and {{ in_being_on('forces', year_end_of('funding_mid_years.mid_year')) }}
    left join populations
        on
            forces.force_id = populations.force_id
            and funding_mid_years.mid_year = populations.mid_year
    group by lineage.force_id, funding_mid_years.financial_year
),

amounts as (
    select
        force_id,
        financial_year,
        'grant' as funding_group,
        formula_grant_gbp as amount_gbp,
        case when formula_grant_gbp is null then 'not_reported' else 'reported' end as reported_state,
        submission_id
    from funding
    union all
    select
        force_id,
        financial_year,
        'precept' as funding_group,
        precept_gbp as amount_gbp,
        precept_state as reported_state,
        submission_id
    from funding
)

select
    measures.measure_id,
    'all-functions' as heading_id,
    amounts.financial_year,
    amounts.force_id,
    amounts.amount_gbp as numerator,
    residents.population as denominator,
    funding_mid_years.mid_year as population_mid_year,
    amounts.reported_state,
    cast(null as {{ type_text() }}) as mapped_from_heading_id,
    amounts.submission_id
from measures
inner join amounts
    on measures.numerator_group = amounts.funding_group
left join funding_mid_years
    on amounts.financial_year = funding_mid_years.financial_year
left join residents
    on
        amounts.force_id = residents.force_id
        and amounts.financial_year = residents.financial_year
