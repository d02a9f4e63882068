with ranked as (
    select
        given.*,
        {{ register_rank(['given.agreement_id']) }} as register_rank
    from {{ ref('stg_collaboration_register__events') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
)

select
    ranked.agreement_id,
    ranked.sequence,
    ranked.event,
    ranked.event_date,
    ranked.event_date_precision,
    ranked.decision_body,
    ranked.party_name,
    ranked.reason,
    ranked.successor_agreement_id,
    ranked.document_reference,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
