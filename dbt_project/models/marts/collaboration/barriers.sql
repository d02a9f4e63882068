-- A barrier is filed under its own heading, else under that of its agreement where all of the agreement is of one.
with barriers as (
    select * from {{ ref('int_collaboration_register__settled_barriers') }}
)

select
    coalesce(barriers.agreement_id, 'general') || '-' || substr(md5(barriers.barrier), 1, 12) as barrier_id,
    barriers.agreement_id,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    barriers.theme,
    theme_groups.theme_group,
    barriers.barrier,
    barriers.is_actual as actual_or_perceived,
    barriers.is_generic as generic_or_specific,
    barriers.source_document,
    barriers.source_place,
    barriers.note,
    barriers.submission_id
from barriers
left join {{ ref('int_force_returns__headings') }} as named
    on {{ name_key('barriers.heading_name') }} = named.heading_key
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on barriers.agreement_id = agreement_headings.agreement_id
left join {{ ref('theme_groups') }} as theme_groups
    on barriers.theme = theme_groups.theme
