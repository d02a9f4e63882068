with ranked as (
    select
        given.*,
        headings.heading_id,
        identities.agreement_id as national_agreement_id,
        {{ register_rank(['given.decision_id'], 'boards') }} as board_rank
    from {{ ref('stg_board_decisions__levels') }} as given
    inner join {{ ref('int_board_decisions__boards') }} as boards
        on given._submission_id = boards.submission_id
    left join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('given.heading_name') }} = headings.heading_key
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on given.agreement_id = identities.given_agreement_id
)

-- The subject decides which of the two cells counts where both are filled. Registers may know an agreement under
-- several ids; a decision on any of them is one on the agreement.
select
    decision_id,
    subject,
    case when subject = 'function' then heading_id end as heading_id,
    case when subject = 'agreement' then coalesce(national_agreement_id, agreement_id) end as agreement_id,
    cast(level_of_support as integer) as level_of_support,
    decided_on,
    decided_by,
    reason,
    supersedes_decision_id,
    review_date,
    note,
    lower(source_document) as source_document,
    source_place,
    _submission_id as submission_id
from ranked
where board_rank = 1
