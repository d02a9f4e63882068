-- Rows returned: measures and years in which the gaps to the weighted average of all forces do not sum to nothing,
-- as they must when average, denominators and coverage belong together.
select
    measure_id,
    heading_id,
    financial_year,
    sum(gap_numerator) as sum_of_gaps,
    sum(abs(numerator)) as size_of_numerators
from {{ ref('force_position') }}
where
    average_method = 'weighted_all'
    and gap_numerator is not null
group by measure_id, heading_id, financial_year
having abs(sum(gap_numerator)) > 0.000001 * (1 + sum(abs(numerator)))
