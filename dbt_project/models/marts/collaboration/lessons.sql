select
    coalesce(agreement_id, 'general') || '-' || substr(md5(lesson), 1, 12) as lesson_id,
    agreement_id,
    theme,
    lesson,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__lessons') }}
