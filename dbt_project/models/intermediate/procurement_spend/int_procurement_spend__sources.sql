-- A force's own procurement return goes before a list that it publishes: it has the route, the supplier's number and
-- payments of every size. Both together would count the same payments twice.
with ranked as (
    select
        submissions.submission_id,
        submissions.return_id,
        submissions.force_id,
        submissions.financial_year,
        submissions.is_illustrative,
        row_number() over (
            partition by submissions.force_id, submissions.financial_year
            order by case submissions.return_id when 'procurement_spend' then 1 else 2 end asc nulls last
        ) as place
    from {{ ref('int_force_returns__submissions') }} as submissions
    where submissions.return_id in ('procurement_spend', 'published_spend')
)

select
    submission_id,
    return_id,
    force_id,
    financial_year,
    is_illustrative,
    place = 1 as is_used
from ranked
