-- What was decided for a level 1 heading holds for those below it that have no decision of their own.
select
    headings.heading_id,
    decisions.heading_id as decided_heading_id,
    decisions.heading_id = headings.heading_id as is_own,
    decisions.decision_id,
    decisions.level_of_support,
    decisions.level_name,
    decisions.reason,
    decisions.decided_on,
    decisions.valid_from,
    decisions.valid_to,
    decisions.is_in_force,
    {{ is_illustrative('submissions') }} as is_illustrative
from {{ ref('level_of_support_decisions') }} as decisions
inner join {{ ref('dim_poa_heading') }} as headings
    on decisions.heading_id in (headings.heading_id, headings.parent_heading_id)
inner join {{ source('ledger', 'submissions') }} as submissions
    on decisions.submission_id = submissions.submission_id
where headings.level in (1, 2)
