select
    exclusion_id,
    force_id,
    return_id,
    measure_id,
    heading_id,
    financial_year,
    ground,
    decided_on,
    decided_by,
    ended_on,
    is_in_force,
    submission_id
from {{ ref('int_board_decisions__exclusions') }}
