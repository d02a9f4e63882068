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
        given.quantity,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        bodies.force_id,
        given.usage_measure as usage_measure_given,
        {{ spelling_key('given.usage_measure') }} as usage_key
    from {{ ref('stg_collaboration_register__usage') }} as given
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

keyed as (
    select
        *,
        first_value(usage_measure_given) over (
            partition by agreement_id, usage_key
            order by standing asc nulls last, _row asc nulls last
        ) as usage_measure
    from conformed
),

-- Rows that one register repeats are kept apart, so the key test of the mart reports them.
numbered as (
    select
        *,
        row_number() over (
            partition by _submission_id, agreement_id, party_id, financial_year, usage_key
            order by _row asc nulls last
        ) as repeat_number
    from keyed
)

select
    *,
    'party_id=' || coalesce(cast(party_id as {{ type_text() }}), '')
    || '; financial_year=' || coalesce(cast(financial_year as {{ type_text() }}), '')
    || '; usage=' || coalesce(cast(usage_key as {{ type_text() }}), '') as row_key,
    row_number() over (
        partition by agreement_id, party_id, financial_year, usage_key, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
