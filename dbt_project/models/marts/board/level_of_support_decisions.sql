-- A decision stands until one that names it, or a later one on the same subject, takes its place: both stay listed.
with decisions as (
    select * from {{ ref('int_board_decisions__levels') }}
),

followed as (
    select
        earlier.decision_id,
        later.decision_id as superseded_by_decision_id,
        later.decided_on as superseded_on,
        row_number() over (
            partition by earlier.decision_id order by later.decided_on asc nulls last, later.decision_id asc nulls last
        ) as place
    from decisions as earlier
    inner join decisions as later
        on earlier.decision_id <> later.decision_id
    where
        (later.supersedes_decision_id = earlier.decision_id and later.decided_on >= earlier.decided_on)
        or (
            later.subject = earlier.subject
            and coalesce(later.heading_id, later.agreement_id) = coalesce(earlier.heading_id, earlier.agreement_id)
            and later.decided_on > earlier.decided_on
        )
)

select
    decisions.decision_id,
    decisions.subject,
    decisions.heading_id,
    decisions.agreement_id,
    decisions.level_of_support,
    levels.level_name,
    decisions.decided_on,
    decisions.decided_by,
    decisions.reason,
    decisions.supersedes_decision_id,
    followed.superseded_by_decision_id,
    decisions.decided_on as valid_from,
    cast(followed.superseded_on - interval 1 day as date) as valid_to,
    followed.superseded_by_decision_id is null as is_in_force,
    decisions.review_date,
    decisions.note,
    decisions.source_document,
    decisions.source_place,
    decisions.submission_id
from decisions
left join followed
    on
        decisions.decision_id = followed.decision_id
        and followed.place = 1
left join {{ ref('levels_of_support') }} as levels
    on decisions.level_of_support = levels.level_of_support
