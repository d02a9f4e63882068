with ranked as (
    select
        given.*,
        {{ register_rank(['given.case_id', 'given.depends_on_case_id']) }} as register_rank
    from {{ ref('stg_collaboration_register__case_dependencies') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
)

select
    ranked.case_id,
    ranked.depends_on_case_id,
    ranked.dependency,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
