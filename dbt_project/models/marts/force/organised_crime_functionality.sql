select
    submissions.force_id,
    submissions.financial_year,
    given.criterion,
    given.assessment,
    given.note,
    submissions.submission_id,
    submissions.is_illustrative
from {{ ref('stg_organised_crime__functionality') }} as given
inner join {{ ref('int_force_returns__organised_crime_submissions') }} as submissions
    on given._submission_id = submissions.submission_id
