-- Filled once forces return organised crime; until then the columns stand and no row does.
select
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_text() }}) as regional_model,
    cast(null as integer) as groups_mapped,
    cast(null as integer) as groups_with_full_response,
    cast(null as {{ type_double() }}) as full_response_pct,
    cast(null as integer) as criteria_assessed,
    cast(null as integer) as criteria_met,
    cast(null as {{ type_double() }}) as functionality_pct,
    cast(null as {{ type_text() }}) as reported_state,
    cast(null as {{ type_text() }}) as submission_id
where 1 = 0
