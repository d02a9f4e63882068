select
    submissions.return_id,
    submissions.submission_id,
    before.submission_id as submission_id_before,
    submissions.force_id,
    submissions.financial_year
from {{ ref('int_force_returns__submissions') }} as submissions
inner join {{ ref('financial_years') }} as years
    on submissions.financial_year = years.financial_year
inner join {{ ref('financial_years') }} as years_before
    on years.start_year = years_before.start_year + 1
inner join {{ ref('int_force_returns__submissions') }} as before
    on
        submissions.return_id = before.return_id
        and submissions.force_id = before.force_id
        -- Only expenditure has a basis: an estimate is held against an estimate.
        and coalesce(submissions.basis, '-') = coalesce(before.basis, '-')
        and years_before.financial_year = before.financial_year
