-- A deadline is judged by the date of the board's file and not by today, so that the same file gives the same table.
select
    given.recommendation_id,
    given.source_document,
    documents.title as document_title,
    given.source_place,
    given.recommendation,
    given.owner,
    given.deadline,
    given.deadline_precision,
    given.outcome is not null as has_recorded_outcome,
    given.outcome,
    given.outcome_on,
    given.outcome_on_precision,
    given.outcome_source,
    case when given.outcome is null then 'No outcome has been recorded.' end as outcome_missing_reason,
    case
        when given.deadline is not null
            then
                {{ period_end('given.deadline', 'given.deadline_precision') }} < given.as_at
                and coalesce(given.outcome, '') not in ('implemented', 'superseded', 'rejected')
    end as is_overdue,
    given.heading_id,
    given.agreement_id,
    given.note,
    given.as_at,
    given.submission_id
from {{ ref('int_board_decisions__recommendations') }} as given
left join {{ ref('source_documents') }} as documents
    on given.source_document = documents.document_id
