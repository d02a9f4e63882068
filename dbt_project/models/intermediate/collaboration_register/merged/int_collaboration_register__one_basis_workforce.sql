-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file, not this one.
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
    agreement_id,
    party_id,
    function_key,
    as_at,
    worker_type,
    location,
    basis,
    force_id,
    as_at_precision,
    function_name,
    source_document,
    source_place,
    note,
    submission_id,
    report_count,
    people
from on_one_basis
where
    people is not null
    or people_settled is null
