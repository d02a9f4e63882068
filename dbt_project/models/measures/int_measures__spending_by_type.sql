with spending as (
    select
        *,
        case spending_group
            when 'income' then 'income_type'
            when 'funding' then 'funding_source'
            when 'total' then 'gross_expenditure'
            when 'non_staff_cost' then 'cost_type'
            when 'supplies_and_services' then 'cost_type'
        end as quantity
    from {{ ref('int_national_tables__spending') }}
),

populations as (
    select
        population.force_id,
        financial_years.financial_year,
        population.mid_year,
        population.population
    from {{ ref('force_population') }} as population
    inner join {{ ref('financial_years') }} as financial_years
        on population.mid_year = financial_years.population_mid_year
)

select
    measures.measure_id,
    spending.heading_id,
    spending.financial_year,
    spending.force_id,
    spending.amount_gbp as numerator,
    case measures.denominator_group
        when 'population' then cast(populations.population as {{ type_measured() }})
        else cast(gross.amount_gbp as {{ type_measured() }})
    end as denominator,
    case measures.denominator_group when 'population' then populations.mid_year end as population_mid_year,
    case
        when measures.denominator_group = 'population' or gross.reported_state = 'reported' then spending.reported_state
        else 'not_reported'
    end as reported_state,
    cast(null as {{ type_text() }}) as mapped_from_heading_id,
    spending.submission_id
from {{ ref('measures') }} as measures
inner join spending
    on measures.numerator_group = spending.quantity
left join populations
    on
        spending.force_id = populations.force_id
        and spending.financial_year = populations.financial_year
left join spending as gross
    on
        measures.denominator_group = gross.quantity
        and gross.spending_type = 'gross_expenditure'
        and spending.force_id = gross.force_id
        and spending.financial_year = gross.financial_year
where
    measures.family = 'spending_by_type'
    and spending.financial_year >= measures.first_financial_year
