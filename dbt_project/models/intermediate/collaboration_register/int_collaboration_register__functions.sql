{{ config(materialized='table') }}

with settled as (
    select * from {{ ref('int_collaboration_register__settled_functions') }}
),

-- A level 2 heading keeps its name from one version of the analysis to the next, so a name has one id.
headings as (
    select
        lower(heading_name) as heading_key,
        min(heading_id) as heading_id
    from {{ ref('poa_headings') }}
    where level = 2
    group by lower(heading_name)
)

select
    settled.agreement_id,
    settled.function_name,
    headings.heading_id,
    settled.heading_name as heading_name_given,
    settled.source_document,
    settled.source_place,
    settled.note,
    settled.submission_id,
    settled.report_count
from settled
left join headings on lower(settled.heading_name) = headings.heading_key
