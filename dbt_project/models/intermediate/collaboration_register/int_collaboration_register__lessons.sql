with settled as (
    {{ register_settled('lessons') }}
)

select
    settled.agreement_id,
    settled.theme,
    settled.lesson,
    settled.heading_name,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
