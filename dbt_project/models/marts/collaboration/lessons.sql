-- A lesson is filed under its own heading, else under that of its agreement where all of the agreement is of one.
with lessons as (
    select * from {{ ref('int_collaboration_register__settled_lessons') }}
)

select
    coalesce(lessons.agreement_id, 'general') || '-' || substr(md5(lessons.lesson), 1, 12) as lesson_id,
    lessons.agreement_id,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    lessons.theme,
    theme_groups.theme_group,
    lessons.lesson,
    lessons.source_document,
    lessons.source_place,
    lessons.note,
    lessons.submission_id
from lessons
left join {{ ref('int_force_returns__headings') }} as named
    on {{ name_key('lessons.heading_name') }} = named.heading_key
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on lessons.agreement_id = agreement_headings.agreement_id
left join {{ ref('theme_groups') }} as theme_groups
    on lessons.theme = theme_groups.theme
