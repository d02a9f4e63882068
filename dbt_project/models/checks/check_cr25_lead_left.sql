with rule as (
    {{ active_rule('CR25') | indent(4) }}
),

-- Only where every lead has gone: a lead may pass from one force to another.
leads as (
    select
        *,
        count(case when left_date is null and reason is null then 1 end) over (
            partition by _submission_id, agreement_id
        ) as leads_left
    from {{ ref('stg_collaboration_register__parties') }}
    where role = 'lead'
)

{{ failing_row(
    'CR25',
    'collaboration_register__parties',
    'leads._submission_id',
    "'agreement_id=' || leads.agreement_id || '; party_name=' || leads.party_name || '; role=' || leads.role",
    column_name="'left_date'",
    row_number='leads._row',
    value_given='leads.party_name',
    expected="replace(agreements.stage, '_', ' ')",
) }}
from leads
inner join {{ ref('stg_collaboration_register__agreements') }} as agreements
    on leads._submission_id = agreements._submission_id and leads.agreement_id = agreements.agreement_id
cross join rule
where leads.leads_left = 0 and agreements.stage in ('live', 'in_review', 'notice_given')
