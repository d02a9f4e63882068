select
    force_id,
    financial_year,
    formula_grant_gbp,
    precept_gbp,
    precept_state,
    precept_status,
    cast(officer_fte as {{ type_double() }}) as officer_fte,
    submission_id
from {{ ref('int_funding__conformed') }}
