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
        given.party_type,
        given.role,
        given.joined_date,
        given.left_date,
        given.reason,
        given.party_name,
        given.joined_date_precision,
        given.left_date_precision,
        case
            when given.party_type = 'force' or bodies.force_id is null then bodies.party_id
            else bodies.party_id || '-' || replace(given.party_type, '_', '-')
        end as party_id,
        case when given.party_type = 'force' then bodies.force_id end as force_id
    from {{ ref('stg_collaboration_register__parties') }} as given
    inner join {{ source('ledger', 'registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on given.agreement_id = identities.given_agreement_id
    left join {{ ref('int_collaboration_register__tiers') }} as tiers
        on
            given._submission_id = tiers.submission_id
            and coalesce(identities.agreement_id, given.agreement_id) = tiers.agreement_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.party_name = bodies.body_name
),

-- Rows that one register repeats are kept apart, so the key test of the mart reports them.
numbered as (
    select
        *,
        row_number() over (
            partition by _submission_id, agreement_id, party_id
            order by role asc nulls last, _row asc nulls last
        ) as repeat_number
    from conformed
)

select
    *,
    'party_id=' || coalesce(cast(party_id as {{ type_text() }}), '') as row_key,
    row_number() over (
        partition by agreement_id, party_id, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
