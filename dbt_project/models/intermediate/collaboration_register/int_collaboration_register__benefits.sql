with settled as (
    select * from {{ ref('int_collaboration_register__one_basis_benefits') }}
)

select
    settled.agreement_id,
    settled.party_id,
    settled.force_id,
    settled.financial_year,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    settled.function_key as line_key,
    settled.function_name,
    settled.kind,
    settled.recurrence,
    settled.amount_is,
    settled.forecast_gbp,
    settled.forecast_original_gbp,
    settled.delivered_gbp,
    settled.confidence,
    settled.reinvested_in,
    settled.outcome_reason,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    settled.report_count
from settled
left join {{ ref('int_collaboration_register__functions') }} as named
    on
        settled.agreement_id = named.agreement_id
        and {{ spelling_key('settled.function_name') }} = {{ spelling_key('named.function_name') }}
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on settled.agreement_id = agreement_headings.agreement_id
