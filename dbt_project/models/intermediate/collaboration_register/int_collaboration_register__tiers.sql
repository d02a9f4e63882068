{{ config(materialized='table') }}

-- A register stands first for the agreements that its reporter leads, whoever names it as the lead.
with named as (
    select
        agreement_id,
        lead_force as body_name,
        1 as tier
    from {{ ref('stg_collaboration_register__agreements') }}
    union all
    select
        agreement_id,
        host_body as body_name,
        2 as tier
    from {{ ref('stg_collaboration_register__agreements') }}
    union all
    select
        agreement_id,
        party_name as body_name,
        case when role = 'lead' then 1 else 2 end as tier
    from {{ ref('stg_collaboration_register__parties') }}
    where role in ('lead', 'host')
)

select
    registers.submission_id,
    identities.agreement_id,
    min(named.tier) as tier
from {{ ref('int_collaboration_register__registers') }} as registers
inner join {{ ref('int_collaboration_register__bodies') }} as reporters on registers.reporter = reporters.body_name
inner join {{ ref('int_collaboration_register__bodies') }} as bodies on reporters.force_id = bodies.force_id
inner join named on bodies.body_name = named.body_name
inner join {{ ref('int_collaboration_register__identities') }} as identities
    on named.agreement_id = identities.given_agreement_id
group by registers.submission_id, identities.agreement_id
