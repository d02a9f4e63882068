with settled as (
    {{ register_settled('barriers') }}
)

select
    settled.agreement_id,
    settled.theme,
    settled.barrier,
    settled.heading_name,
    settled.is_actual as actual_or_perceived,
    settled.is_generic as generic_or_specific,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    cast(settled.report_count as integer) as report_count
from settled
