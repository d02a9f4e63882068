-- Filled once cost by heading and the decisions of the Board are loaded; until then the columns stand and no row does.
select
    cast(null as {{ type_text() }}) as heading_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as integer) as forces_collaborating,
    cast(null as integer) as forces_expected,
    cast(null as {{ type_double() }}) as collaborating_pct,
    cast(null as {{ type_double() }}) as max_to_min_ratio,
    cast(null as {{ type_double() }}) as coefficient_of_variation,
    cast(null as {{ type_money() }}) as opportunity_gbp,
    cast(null as integer) as level_of_support,
    cast(null as date) as decided_on,
    cast(null as {{ type_text() }}) as evidence
where 1 = 0
