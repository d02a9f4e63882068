select
    force_id,
    measure_id,
    heading_id,
    financial_year,
    context,
    warranted,
    given_on,
    given_by,
    is_latest,
    note,
    submission_id
from {{ ref('int_board_decisions__contexts') }}
