-- What cost by heading is compared by in a year: outturn where any force has returned it, else estimates, never both.
with bases as (
    select
        financial_year,
        max(basis) as basis
    from {{ ref('expenditure_lines') }}
    where line = 'net_revenue_expenditure' and amount_gbp is not null
    group by financial_year
)

select
    bases.financial_year,
    measures.measure_id
from bases
inner join {{ ref('measures') }} as measures
    on
        measures.family = 'expenditure_per_head'
        and measures.numerator_group = 'net_revenue_expenditure'
        and bases.basis = measures.basis
