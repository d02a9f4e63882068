with settled as (
    select * from {{ ref('int_collaboration_register__settled_events') }}
),

-- An event without a date stands where its own register puts it: after the one before it.
dated as (
    select
        settled.*,
        count(*) over (partition by settled.agreement_id, settled.submission_id)
        = count(*) over (partition by settled.agreement_id) as is_one_report,
        max(settled.event_date) over (
            partition by settled.agreement_id, settled.submission_id
            order by settled.sequence asc nulls last
        ) as placed_at
    from settled
)

-- The order that one register gives is kept; events of several are ordered by date and numbered anew.
select
    agreement_id,
    cast(
        case
            when is_one_report then sequence
            else row_number() over (
                partition by agreement_id
                order by placed_at asc nulls first, sequence asc nulls last, submission_id asc nulls last
            )
        end as integer
    ) as sequence,
    event,
    event_date,
    event_date_precision,
    decision_body,
    party_name,
    reason,
    successor_id as successor_agreement_id,
    document_reference,
    source_document,
    source_place,
    note,
    submission_id,
    report_count
from dated
