-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Rows as each register reports them, with the national agreement and the place of the register among those that report
-- it: standing is smaller the earlier a report comes.
with conformed as (
    select
        given._submission_id,
        given._row,
        given.source_document,
        given.source_place,
        given.note,
        coalesce(identities.agreement_id, given.agreement_id) as agreement_id,
        coalesce(tiers.tier, 3) as tier,
        coalesce(tiers.tier, 3) * 1000000 + registers.precedence as standing,
        given.title,
        given.objective,
        given.programme,
        given.portfolio,
        given.style,
        given.legal_basis,
        given.scale,
        given.region,
        given.direction_and_control,
        given.notice_months,
        given.exit_rule,
        given.publication_status,
        given.publication_address,
        given.stage,
        given.start_date,
        given.signed_date,
        given.end_date,
        given.review_date,
        given.stage_reason,
        given.host_body,
        given.start_date_precision,
        given.signed_date_precision,
        given.end_date_precision,
        given.review_date_precision,
        bodies.force_id as lead_force_id,
        hosts.party_id as host_party_id
    from {{ ref('stg_collaboration_register__agreements') }} as given
    inner join {{ source('ledger', 'registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on given.agreement_id = identities.given_agreement_id
    left join {{ ref('int_collaboration_register__tiers') }} as tiers
        on
            given._submission_id = tiers.submission_id
            and coalesce(identities.agreement_id, given.agreement_id) = tiers.agreement_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.lead_force = bodies.body_name
    left join {{ ref('int_collaboration_register__bodies') }} as hosts
        on given.host_body = hosts.body_name
),

-- Rows that one register repeats are kept apart, so the key test of the mart reports them.
numbered as (
    select
        *,
        row_number() over (
            partition by _submission_id, agreement_id
            order by _row asc nulls last
        ) as repeat_number
    from conformed
)

select
    *,
    'the agreement' as row_key,
    row_number() over (
        partition by agreement_id, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
