-- Filled once forces return their savings requirement; until then the columns stand and no row does.
select
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_text() }}) as spending_review,
    cast(null as {{ type_money() }}) as savings_required_gbp,
    cast(null as {{ type_money() }}) as savings_planned_gbp,
    cast(null as {{ type_money() }}) as savings_by_collaboration_gbp,
    cast(null as {{ type_double() }}) as savings_by_collaboration_pct,
    cast(null as {{ type_text() }}) as reported_state,
    cast(null as {{ type_text() }}) as submission_id
where 1 = 0
