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
        given.financial_year,
        given.basis,
        given.basis_value,
        given.share_pct,
        given.amount_gbp,
        given.officer_fte,
        given.staff_fte,
        given.party_name,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        bodies.force_id
    from {{ ref('stg_collaboration_register__contributions') }} as given
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
            partition by _submission_id, agreement_id, party_id, financial_year, basis
            order by _row asc nulls last
        ) as repeat_number
    from conformed
)

select
    *,
    'party_id=' || coalesce(cast(party_id as {{ type_text() }}), '')
    || '; financial_year=' || coalesce(cast(financial_year as {{ type_text() }}), '')
    || '; basis=' || coalesce(cast(basis as {{ type_text() }}), '') as row_key,
    row_number() over (
        partition by agreement_id, party_id, financial_year, basis, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
