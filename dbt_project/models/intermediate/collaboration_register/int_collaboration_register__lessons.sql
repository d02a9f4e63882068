with ranked as (
    select
        given.*,
        {{ register_rank(['given.agreement_id', 'given.lesson']) }} as register_rank
    from {{ ref('stg_collaboration_register__lessons') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
)

select
    ranked.agreement_id,
    ranked.theme,
    ranked.lesson,
    ranked.heading_name,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
