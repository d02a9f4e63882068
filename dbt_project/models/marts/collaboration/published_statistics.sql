select
    source_document,
    statistic_id,
    component,
    title,
    area,
    period,
    value,
    unit,
    printed_precision,
    qualifier,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__statistics') }}
