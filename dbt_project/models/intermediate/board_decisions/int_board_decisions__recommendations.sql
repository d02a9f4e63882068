with ranked as (
    select
        given.*,
        headings.heading_id,
        identities.agreement_id as national_agreement_id,
        boards.as_at,
        {{ register_rank(['given.recommendation_id'], 'boards') }} as board_rank
    from {{ ref('stg_board_decisions__recommendations') }} as given
    inner join {{ ref('int_board_decisions__boards') }} as boards
        on given._submission_id = boards.submission_id
    left join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('given.heading_name') }} = headings.heading_key
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on given.agreement_id = identities.given_agreement_id
)

select
    recommendation_id,
    lower(source_document) as source_document,
    source_place,
    recommendation,
    owner,
    deadline,
    deadline_precision,
    outcome,
    outcome_on,
    outcome_on_precision,
    outcome_source,
    heading_id,
    coalesce(national_agreement_id, agreement_id) as agreement_id,
    as_at,
    note,
    _submission_id as submission_id
from ranked
where board_rank = 1
