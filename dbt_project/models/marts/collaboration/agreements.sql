with party_counts as (
    select
        agreement_id,
        count(distinct party_id) as party_count
    from {{ ref('int_collaboration_register__parties') }}
    where
        role in ('lead', 'host', 'partner')
        -- A reason beside a party says why it left, whether or not the day was printed.
        and left_date is null and reason is null
    group by agreement_id
),

-- Where the agreements sheet names no lead, a single force with the role does.
leads as (
    select
        agreement_id,
        min(force_id) as lead_force_id
    from {{ ref('int_collaboration_register__parties') }}
    where role in ('lead', 'host') and force_id is not null
    group by agreement_id
    having count(distinct force_id) = 1
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
    agreements.stage,
    agreements.stage_reason,
    agreements.stage in ('live', 'in_review', 'notice_given') as is_live,
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
    agreements.submission_id
from {{ ref('int_collaboration_register__agreements') }} as agreements
left join party_counts on agreements.agreement_id = party_counts.agreement_id
left join leads on agreements.agreement_id = leads.agreement_id
