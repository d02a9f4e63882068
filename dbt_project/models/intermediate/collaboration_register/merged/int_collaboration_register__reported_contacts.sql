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
        given.address,
        given.body_name,
        bodies.party_id,
        bodies.force_id,
        given.contact_post as contact_post_given,
        {{ spelling_key('given.contact_post') }} as contact_key
    from {{ ref('stg_collaboration_register__contacts') }} as given
    inner join {{ source('ledger', 'registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on given.agreement_id = identities.given_agreement_id
    left join {{ ref('int_collaboration_register__tiers') }} as tiers
        on
            given._submission_id = tiers.submission_id
            and coalesce(identities.agreement_id, given.agreement_id) = tiers.agreement_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.body_name = bodies.body_name
),

keyed as (
    select
        *,
        first_value(contact_post_given) over (
            partition by agreement_id, contact_key
            order by standing asc nulls last, _row asc nulls last
        ) as contact_post
    from conformed
),

-- Rows that one register repeats are kept apart, so the key test of the mart reports them.
numbered as (
    select
        *,
        row_number() over (
            partition by _submission_id, agreement_id, contact_key
            order by _row asc nulls last
        ) as repeat_number
    from keyed
)

select
    *,
    'contact=' || coalesce(cast(contact_key as {{ type_text() }}), '') as row_key,
    row_number() over (
        partition by agreement_id, contact_key, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
