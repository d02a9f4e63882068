-- Filled once forces return expenditure and workforce by heading; until then the columns stand and no row does.
select
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_text() }}) as heading_id,
    cast(null as {{ type_text() }}) as basis,
    cast(null as {{ type_money() }}) as gross_expenditure_gbp,
    cast(null as {{ type_money() }}) as earned_income_gbp,
    cast(null as {{ type_money() }}) as net_revenue_expenditure_gbp,
    cast(null as {{ type_double() }}) as officer_fte,
    cast(null as {{ type_double() }}) as staff_fte,
    cast(null as {{ type_double() }}) as pcso_fte,
    cast(null as bigint) as population,
    cast(null as decimal(18, 4)) as nre_per_head_gbp,
    cast(null as {{ type_text() }}) as reported_state,
    cast(null as integer) as collaborating_agreements,
    cast(null as {{ type_text() }}) as submission_id
where 1 = 0
