with ranked as (
    select
        given.*,
        {{ register_rank(['given.agreement_id']) }} as register_rank
    from {{ ref('stg_collaboration_register__agreements') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
)

select
    ranked.agreement_id,
    ranked.title,
    ranked.objective,
    ranked.programme,
    ranked.portfolio,
    ranked.style,
    ranked.legal_basis,
    ranked.scale,
    ranked.region,
    bodies.force_id as lead_force_id,
    ranked.host_body,
    ranked.direction_and_control,
    ranked.notice_months,
    ranked.exit_rule,
    ranked.publication_status,
    ranked.publication_address,
    ranked.stage,
    ranked.stage_reason,
    ranked.start_date,
    ranked.start_date_precision,
    ranked.signed_date,
    ranked.signed_date_precision,
    ranked.end_date,
    ranked.end_date_precision,
    ranked.review_date,
    ranked.review_date_precision,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
left join {{ ref('int_collaboration_register__bodies') }} as bodies on ranked.lead_force = bodies.body_name
where ranked.register_rank = 1
