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
        given.amount_is,
        given.forecast_gbp,
        given.forecast_original_gbp,
        given.delivered_gbp,
        given.confidence,
        given.reinvested_in,
        given.outcome_reason,
        given.kind,
        given.recurrence,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        bodies.force_id,
        given.function_name as function_name_given,
        coalesce(lines.line_key, {{ spelling_key('given.function_name') }}) as function_key
    from {{ ref('stg_collaboration_register__benefits') }} as given
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
    left join {{ ref('int_collaboration_register__function_lines') }} as lines
        on
            coalesce(identities.agreement_id, given.agreement_id) = lines.agreement_id
            and {{ spelling_key('given.function_name') }} = lines.function_key
),

-- A code that a register does not state is the one that the others state, if they all state the same one and the
-- register itself states none elsewhere: the amount would be counted twice otherwise.
keyed as (
    select
        *,
        first_value(function_name_given) over (
            partition by agreement_id, function_key
            order by standing asc nulls last, _row asc nulls last
        ) as function_name,
        case
            when nullif(kind, 'not_stated') is not null then kind
            when
                max(nullif(kind, 'not_stated')) over kind_of_register is null
                and min(nullif(kind, 'not_stated')) over kind_of_all
                = max(nullif(kind, 'not_stated')) over kind_of_all
                then min(nullif(kind, 'not_stated')) over kind_of_all
            else 'not_stated'
        end as kind_key,
        case
            when nullif(recurrence, 'not_stated') is not null then recurrence
            when
                max(nullif(recurrence, 'not_stated')) over recurrence_of_register is null
                and min(nullif(recurrence, 'not_stated')) over recurrence_of_all
                = max(nullif(recurrence, 'not_stated')) over recurrence_of_all
                then min(nullif(recurrence, 'not_stated')) over recurrence_of_all
            else 'not_stated'
        end as recurrence_key
    from conformed
    window
        kind_of_register as (
            partition by _submission_id, agreement_id, financial_year, function_key
        ),
        kind_of_all as (partition by agreement_id, financial_year, function_key),
        recurrence_of_register as (
            partition by _submission_id, agreement_id, financial_year, function_key
        ),
        recurrence_of_all as (partition by agreement_id, financial_year, function_key)
),

-- Rows that one register repeats are kept apart, so the key test of the mart reports them.
numbered as (
    select
        *,
        row_number() over (
            partition by _submission_id, agreement_id, party_id, financial_year, function_key, kind_key, recurrence_key
            order by _row asc nulls last
        ) as repeat_number
    from keyed
)

select
    *,
    'party_id=' || coalesce(cast(party_id as {{ type_text() }}), '')
    || '; financial_year=' || coalesce(cast(financial_year as {{ type_text() }}), '')
    || '; function=' || coalesce(cast(function_key as {{ type_text() }}), '')
    || '; kind=' || coalesce(cast(kind_key as {{ type_text() }}), '')
    || '; recurrence=' || coalesce(cast(recurrence_key as {{ type_text() }}), '') as row_key,
    'financial_year=' || coalesce(cast(financial_year as {{ type_text() }}), '')
    || '; function=' || coalesce(cast(function_key as {{ type_text() }}), '')
    || '; kind=' || coalesce(cast(kind_key as {{ type_text() }}), '')
    || '; recurrence=' || coalesce(cast(recurrence_key as {{ type_text() }}), '') as group_key,
    row_number() over (
        partition by agreement_id, party_id, financial_year, function_key, kind_key, recurrence_key, repeat_number
        order by standing asc nulls last
    ) as place
from numbered
