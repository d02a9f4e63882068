select
    reports.submission_id,
    reports.given_agreement_id,
    reports.agreement_id,
    reports.method,
    reports.score,
    reports.matched_submission_id,
    reports.matched_agreement_id
from {{ source('ledger', 'agreement_reports') }} as reports
inner join {{ ref('int_collaboration_register__registers') }} as registers
    on reports.submission_id = registers.submission_id
