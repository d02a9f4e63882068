with ranked as (
    select
        given.*,
        bodies.force_id,
        coalesce(bodies.party_id, 'all-parties') as party_id,
        {{ register_rank([
            'given.agreement_id',
            'bodies.party_id',
            'given.financial_year',
            'given.function_name',
            'given.kind',
            'given.recurrence'
        ]) }} as register_rank
    from {{ ref('stg_collaboration_register__benefits') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies
        on given.party_name = bodies.body_name
)

select
    ranked.agreement_id,
    ranked.party_id,
    ranked.force_id,
    ranked.financial_year,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    ranked.function_name,
    ranked.kind,
    ranked.recurrence,
    ranked.forecast_gbp,
    ranked.forecast_original_gbp,
    ranked.delivered_gbp,
    ranked.confidence,
    ranked.reinvested_in,
    ranked.outcome_reason,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
left join {{ ref('int_collaboration_register__functions') }} as named
    on
        ranked.agreement_id = named.agreement_id
        and lower(ranked.function_name) = lower(named.function_name)
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on ranked.agreement_id = agreement_headings.agreement_id
where ranked.register_rank = 1
