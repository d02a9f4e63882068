select
    financial_year,
    start_year,
    starts_on,
    ends_on,
    workforce_as_at,
    population_mid_year
from {{ ref('financial_years') }}
