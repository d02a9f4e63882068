-- Filled once forces return their invoice lines; until then the columns stand and no row does.
select
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_text() }}) as supplier_name,
    cast(null as {{ type_text() }}) as category,
    cast(null as {{ type_text() }}) as contract_route,
    cast(null as {{ type_money() }}) as amount_gbp,
    cast(null as bigint) as invoice_lines,
    cast(null as {{ type_text() }}) as submission_id
where 1 = 0
