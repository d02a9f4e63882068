-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    party_id,
    financial_year,
    function_key,
    kind_key,
    recurrence_key,
    repeat_number,
    row_key,
    group_key,
    min_by(amount_is, standing) filter (where amount_is is not null) as amount_is,
    min_by(forecast_gbp, standing) filter (where forecast_gbp is not null) as forecast_gbp,
    min_by(forecast_original_gbp, standing) filter (where forecast_original_gbp is not null) as forecast_original_gbp,
    min_by(delivered_gbp, standing) filter (where delivered_gbp is not null) as delivered_gbp,
    coalesce(
        min_by(confidence, standing) filter (where confidence <> 'not_stated'),
        max(confidence)
    ) as confidence,
    min_by(reinvested_in, standing) filter (where reinvested_in is not null) as reinvested_in,
    min_by(outcome_reason, standing) filter (where outcome_reason is not null) as outcome_reason,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    coalesce(
        min_by(kind, standing) filter (where kind <> 'not_stated'),
        max(kind)
    ) as kind,
    coalesce(
        min_by(recurrence, standing) filter (where recurrence <> 'not_stated'),
        max(recurrence)
    ) as recurrence,
    min_by(function_name, standing) filter (where function_name is not null) as function_name,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_benefits') }}
group by
    agreement_id, party_id, financial_year, function_key, kind_key, recurrence_key, repeat_number, row_key, group_key
