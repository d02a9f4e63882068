with ranked as (
    select
        given.*,
        {{ register_rank([
            'given.source_document',
            'given.statistic_id',
            'given.component'
        ]) }} as register_rank
    from {{ ref('stg_collaboration_register__statistics') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
)

select
    ranked.source_document,
    ranked.statistic_id,
    coalesce(ranked.component, 'whole') as component,
    ranked.title,
    ranked.area,
    ranked.period,
    cast(ranked.value as decimal(24, 6)) as value,
    ranked.unit,
    cast(ranked.printed_precision as decimal(24, 6)) as printed_precision,
    ranked.qualifier,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
where ranked.register_rank = 1
