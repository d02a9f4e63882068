with conflicts as (
    select distinct agreement_id
    from {{ ref('agreement_event_conflicts') }}
)

select
    years.financial_year,
    years.ends_on,
    agreements.agreement_id,
    agreements.style,
    agreements.scale,
    register_stages.as_at >= years.ends_on as is_confirmed,
    conflicts.agreement_id is not null as has_conflict
from {{ ref('int_national_picture__years') }} as years
inner join {{ ref('agreement_stages') }} as stages
    on stages.is_live and {{ is_valid_on('stages.from_date', 'stages.to_date', 'years.ends_on') }}
inner join {{ ref('int_collaboration_register__settled_agreements') }} as agreements
    on stages.agreement_id = agreements.agreement_id
inner join {{ ref('int_agreement_life__register_stages') }} as register_stages
    on agreements.agreement_id = register_stages.agreement_id and register_stages.is_kept
left join conflicts
    on agreements.agreement_id = conflicts.agreement_id
