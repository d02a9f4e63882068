-- Filled once registers give contributions and deployments by force; until then the columns stand and no row does.
select
    cast(null as {{ type_text() }}) as agreement_id,
    cast(null as {{ type_text() }}) as force_id,
    cast(null as {{ type_text() }}) as financial_year,
    cast(null as {{ type_money() }}) as contributed_gbp,
    cast(null as {{ type_double() }}) as contributed_officer_fte,
    cast(null as {{ type_double() }}) as contributed_staff_fte,
    cast(null as {{ type_double() }}) as contribution_share_pct,
    cast(null as {{ type_money() }}) as benefit_gbp,
    cast(null as {{ type_double() }}) as deployments,
    cast(null as {{ type_double() }}) as benefit_share_pct,
    cast(null as {{ type_double() }}) as net_share_points,
    cast(null as {{ type_money() }}) as net_gbp,
    cast(null as {{ type_text() }}) as reported_state
where 1 = 0
