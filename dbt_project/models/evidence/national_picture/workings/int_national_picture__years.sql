-- Years that have ended by the date of the latest register, from the first in which an agreement is known.
with known as (
    select
        min(stages.from_date) as known_from,
        max(registers.as_at) as known_to
    from {{ ref('agreement_stages') }} as stages
    inner join {{ ref('int_agreement_life__register_stages') }} as registers
        on stages.agreement_id = registers.agreement_id and registers.is_kept
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
