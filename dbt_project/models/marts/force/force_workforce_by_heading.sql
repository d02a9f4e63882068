select
    all_headings.force_id,
    all_headings.financial_year,
    financial_years.workforce_as_at as as_at,
    all_headings.heading_id,
    all_headings.worker_type,
    all_headings.basis,
    cast(all_headings.people as {{ type_double() }}) as people,
    all_headings.reported_state,
    all_headings.submission_id,
    all_headings.is_illustrative
from {{ ref('int_workforce_returns__all_headings') }} as all_headings
inner join {{ ref('financial_years') }} as financial_years
    on all_headings.financial_year = financial_years.financial_year
