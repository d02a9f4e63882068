-- Years that have ended by the date of the latest register, from the first in which an agreement is known.
with known as (
    select
        min(stages.from_date) as known_from,
        max(agreements.as_at) as known_to
    from {{ ref('agreement_stages') }} as stages
    inner join {{ ref('agreements') }} as agreements on stages.agreement_id = agreements.agreement_id
)

select
    financial_years.financial_year,
    financial_years.starts_on,
    financial_years.ends_on
from {{ ref('financial_years') }} as financial_years
inner join known
    on
        financial_years.ends_on >= known.known_from
        and financial_years.ends_on <= known.known_to
