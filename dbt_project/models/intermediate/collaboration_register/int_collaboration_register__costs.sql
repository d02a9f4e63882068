with ranked as (
    select
        given.*,
        bodies.force_id,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        {{ register_rank([
            'given.agreement_id',
            'bodies.party_id',
            'given.financial_year',
            'given.kind',
            'given.status'
        ]) }} as register_rank
    from {{ ref('stg_collaboration_register__costs') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.party_name = bodies.body_name
)

select
    ranked.agreement_id,
    ranked.party_id,
    ranked.force_id,
    ranked.financial_year,
    ranked.kind,
    ranked.amount_gbp,
    ranked.status,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
