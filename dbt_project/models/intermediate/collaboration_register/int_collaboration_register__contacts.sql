with ranked as (
    select
        given.*,
        bodies.force_id,
        bodies.party_id,
        {{ register_rank(['given.agreement_id', 'given.contact_post']) }} as register_rank
    from {{ ref('stg_collaboration_register__contacts') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.body_name = bodies.body_name
)

select
    ranked.agreement_id,
    ranked.contact_post,
    ranked.body_name,
    ranked.party_id,
    ranked.force_id,
    ranked.address,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
