with party_counts as (
    select
        agreement_id,
        count(distinct party_id) as party_count
    from {{ ref('agreement_parties') }}
    where role in ('lead', 'host', 'partner') and is_party_today
    group by agreement_id
),

-- Where the agreements sheet names no lead, a single force with the role does.
leads as (
    select
        agreement_id,
        min(force_id) as lead_force_id
    from {{ ref('agreement_parties') }}
    where role in ('lead', 'host') and force_id is not null
    group by agreement_id
    having count(distinct force_id) = 1
),

today as (
    select * from {{ ref('agreement_stages') }}
    where {{ is_valid_on('from_date', 'to_date', 'current_date') }}
),

conflicts as (
    select
        agreement_id,
        count(*) as event_conflicts
    from {{ ref('agreement_event_conflicts') }}
    group by agreement_id
)

select
    agreements.agreement_id,
    agreements.title,
    agreements.objective,
    agreements.programme,
    agreements.portfolio,
    agreements.style,
    agreements.legal_basis,
    agreements.scale,
    agreements.region,
    coalesce(agreements.lead_force_id, leads.lead_force_id) as lead_force_id,
    coalesce(today.stage, agreements.stage) as stage,
    agreements.stage_reason,
    life_stages.is_live,
    agreements.start_date,
    agreements.start_date_precision,
    agreements.end_date,
    agreements.end_date_precision,
    agreements.review_date,
    agreements.review_date_precision,
    cast(coalesce(party_counts.party_count, 0) as integer) as party_count,
    agreements.source_document,
    agreements.source_place,
    agreements.note,
    agreements.submission_id,
    hosts.party_id as host_party_id,
    agreements.direction_and_control,
    cast(agreements.notice_months as integer) as notice_months,
    agreements.exit_rule,
    agreements.publication_status,
    agreements.publication_address,
    agreements.signed_date,
    agreements.signed_date_precision,
    register_stages.as_at,
    agreements.stage as stage_given,
    coalesce(today.basis, 'register') as stage_basis,
    register_stages.stage_check,
    cast(coalesce(conflicts.event_conflicts, 0) as integer) as event_conflicts
from {{ ref('int_collaboration_register__settled_agreements') }} as agreements
inner join {{ ref('int_agreement_life__register_stages') }} as register_stages
    on agreements.agreement_id = register_stages.agreement_id and register_stages.is_kept
left join today on agreements.agreement_id = today.agreement_id
inner join {{ ref('life_stages') }} as life_stages on coalesce(today.stage, agreements.stage) = life_stages.stage
left join party_counts on agreements.agreement_id = party_counts.agreement_id
left join leads on agreements.agreement_id = leads.agreement_id
left join conflicts on agreements.agreement_id = conflicts.agreement_id
left join {{ ref('int_collaboration_register__bodies') }} as hosts on agreements.host_body = hosts.body_name
