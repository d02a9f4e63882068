-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
-- Settled rows with each amount on the basis that is kept. A row of which no amount is left is omitted.
with on_one_basis as (
    select
        settled.agreement_id,
        settled.party_id,
        settled.function_key,
        settled.as_at,
        settled.worker_type,
        settled.location,
        settled.basis,
        settled.force_id,
        settled.as_at_precision,
        settled.function_name,
        settled.source_document,
        settled.source_place,
        settled.note,
        settled.submission_id,
        settled.report_count,
        case
            when
                people_basis.basis is null
                or (people_basis.basis = 'total') = (settled.party_id = 'all-parties')
                then settled.people
        end as people,
        settled.people as people_settled
    from {{ ref('int_collaboration_register__settled_workforce') }} as settled
    left join {{ ref('int_collaboration_register__bases') }} as people_basis
        on
            settled.agreement_id = people_basis.agreement_id
            and settled.group_key = people_basis.group_key
            and people_basis.table_name = 'workforce'
            and people_basis.column_name = 'people'
)

select
    on_one_basis.agreement_id,
    on_one_basis.party_id,
    on_one_basis.function_key as line_key,
    on_one_basis.as_at,
    on_one_basis.worker_type,
    on_one_basis.location,
    on_one_basis.basis,
    on_one_basis.force_id,
    on_one_basis.as_at_precision,
    on_one_basis.function_name,
    on_one_basis.source_document,
    on_one_basis.source_place,
    on_one_basis.note,
    on_one_basis.submission_id,
    on_one_basis.report_count,
    coalesce(named.heading_id, agreement_headings.heading_id) as heading_id,
    on_one_basis.people
from on_one_basis
left join {{ ref('int_collaboration_register__settled_functions') }} as named
    on
        on_one_basis.agreement_id = named.agreement_id
        and {{ spelling_key('on_one_basis.function_name') }} = {{ spelling_key('named.function_name') }}
left join {{ ref('int_collaboration_register__agreement_headings') }} as agreement_headings
    on on_one_basis.agreement_id = agreement_headings.agreement_id
where
    on_one_basis.people is not null
    or on_one_basis.people_settled is null
