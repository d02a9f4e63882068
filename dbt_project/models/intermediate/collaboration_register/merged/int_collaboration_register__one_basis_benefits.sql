-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
-- Settled rows with each amount on the basis that is kept. A row of which no amount is left is omitted.
with on_one_basis as (
    select
        settled.agreement_id,
        settled.party_id,
        settled.financial_year,
        settled.function_key,
        settled.kind_key,
        settled.recurrence_key,
        settled.amount_is,
        settled.confidence,
        settled.reinvested_in,
        settled.outcome_reason,
        settled.force_id,
        settled.kind,
        settled.recurrence,
        settled.function_name,
        settled.source_document,
        settled.source_place,
        settled.note,
        settled.submission_id,
        settled.report_count,
        case
            when
                forecast_gbp_basis.basis is null
                or (forecast_gbp_basis.basis = 'total') = (settled.party_id = 'all-parties')
                then settled.forecast_gbp
        end as forecast_gbp,
        settled.forecast_gbp as forecast_gbp_settled,
        case
            when
                forecast_original_gbp_basis.basis is null
                or (forecast_original_gbp_basis.basis = 'total') = (settled.party_id = 'all-parties')
                then settled.forecast_original_gbp
        end as forecast_original_gbp,
        settled.forecast_original_gbp as forecast_original_gbp_settled,
        case
            when
                delivered_gbp_basis.basis is null
                or (delivered_gbp_basis.basis = 'total') = (settled.party_id = 'all-parties')
                then settled.delivered_gbp
        end as delivered_gbp,
        settled.delivered_gbp as delivered_gbp_settled
    from {{ ref('int_collaboration_register__settled_benefits') }} as settled
    left join {{ ref('int_collaboration_register__bases') }} as forecast_gbp_basis
        on
            settled.agreement_id = forecast_gbp_basis.agreement_id
            and settled.group_key = forecast_gbp_basis.group_key
            and forecast_gbp_basis.table_name = 'benefits'
            and forecast_gbp_basis.column_name = 'forecast_gbp'
    left join {{ ref('int_collaboration_register__bases') }} as forecast_original_gbp_basis
        on
            settled.agreement_id = forecast_original_gbp_basis.agreement_id
            and settled.group_key = forecast_original_gbp_basis.group_key
            and forecast_original_gbp_basis.table_name = 'benefits'
            and forecast_original_gbp_basis.column_name = 'forecast_original_gbp'
    left join {{ ref('int_collaboration_register__bases') }} as delivered_gbp_basis
        on
            settled.agreement_id = delivered_gbp_basis.agreement_id
            and settled.group_key = delivered_gbp_basis.group_key
            and delivered_gbp_basis.table_name = 'benefits'
            and delivered_gbp_basis.column_name = 'delivered_gbp'
)

select
    on_one_basis.agreement_id,
    on_one_basis.party_id,
    on_one_basis.financial_year,
    on_one_basis.function_key as line_key,
    on_one_basis.kind_key,
    on_one_basis.recurrence_key,
    on_one_basis.amount_is,
    on_one_basis.confidence,
    on_one_basis.reinvested_in,
    on_one_basis.outcome_reason,
    on_one_basis.force_id,
    on_one_basis.kind,
    on_one_basis.recurrence,
    on_one_basis.function_name,
    on_one_basis.source_document,
    on_one_basis.source_place,
    on_one_basis.note,
    on_one_basis.submission_id,
    on_one_basis.report_count,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    on_one_basis.forecast_gbp,
    on_one_basis.forecast_original_gbp,
    on_one_basis.delivered_gbp
from on_one_basis
left join {{ ref('int_collaboration_register__settled_functions') }} as named
    on
        on_one_basis.agreement_id = named.agreement_id
        and {{ spelling_key('on_one_basis.function_name') }} = {{ spelling_key('named.function_name') }}
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on on_one_basis.agreement_id = agreement_headings.agreement_id
where
    on_one_basis.forecast_gbp is not null
    or on_one_basis.forecast_original_gbp is not null
    or on_one_basis.delivered_gbp is not null
    or (
        on_one_basis.forecast_gbp_settled is null
        and on_one_basis.forecast_original_gbp_settled is null
        and on_one_basis.delivered_gbp_settled is null
    )
