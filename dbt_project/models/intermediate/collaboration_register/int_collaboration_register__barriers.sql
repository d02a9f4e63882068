with ranked as (
    select
        given.*,
        {{ register_rank(['given.agreement_id', 'given.barrier']) }} as register_rank
    from {{ ref('stg_collaboration_register__barriers') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
)

select
    ranked.agreement_id,
    ranked.theme,
    ranked.barrier,
    ranked.heading_name,
    ranked.is_actual as actual_or_perceived,
    ranked.is_generic as generic_or_specific,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
