-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Each column from the first report that gives it; what is cited, from the first report that has the row.
select
    agreement_id,
    party_id,
    financial_year,
    basis,
    repeat_number,
    row_key,
    min_by(basis_value, standing) filter (where basis_value is not null) as basis_value,
    min_by(share_pct, standing) filter (where share_pct is not null) as share_pct,
    min_by(amount_gbp, standing) filter (where amount_gbp is not null) as amount_gbp,
    min_by(officer_fte, standing) filter (where officer_fte is not null) as officer_fte,
    min_by(staff_fte, standing) filter (where staff_fte is not null) as staff_fte,
    min_by(party_name, standing) filter (where party_name is not null) as party_name,
    min_by(force_id, standing) filter (where force_id is not null) as force_id,
    max(case when place = 1 then source_document end) as source_document,
    max(case when place = 1 then source_place end) as source_place,
    max(case when place = 1 then note end) as note,
    min_by(_submission_id, standing) as submission_id,
    cast(count(distinct _submission_id) as integer) as report_count
from {{ ref('int_collaboration_register__reported_contributions') }}
group by
    agreement_id, party_id, financial_year, basis, repeat_number, row_key
