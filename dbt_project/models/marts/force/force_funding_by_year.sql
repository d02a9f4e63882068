select
    force_id,
    financial_year,
    government_funding_gbp,
    precept_gbp,
    precept_state,
    total_gbp,
    unexplained_gbp,
    submission_id
from {{ ref('int_funding__by_year') }}
