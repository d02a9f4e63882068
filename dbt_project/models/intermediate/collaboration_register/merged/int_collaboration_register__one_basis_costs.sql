-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
-- Settled rows with each amount on the basis that is kept. A row of which no amount is left is omitted.
with on_one_basis as (
    select
        settled.agreement_id,
        settled.party_id,
        settled.financial_year,
        settled.kind,
        settled.status_key,
        settled.force_id,
        settled.status,
        settled.source_document,
        settled.source_place,
        settled.note,
        settled.submission_id,
        settled.report_count,
        case
            when
                amount_gbp_basis.basis is null
                or (amount_gbp_basis.basis = 'total') = (settled.party_id = 'all-parties')
                then settled.amount_gbp
        end as amount_gbp,
        settled.amount_gbp as amount_gbp_settled
    from {{ ref('int_collaboration_register__settled_costs') }} as settled
    left join {{ ref('int_collaboration_register__bases') }} as amount_gbp_basis
        on
            settled.agreement_id = amount_gbp_basis.agreement_id
            and settled.group_key = amount_gbp_basis.group_key
            and amount_gbp_basis.table_name = 'costs'
            and amount_gbp_basis.column_name = 'amount_gbp'
)

select
    agreement_id,
    party_id,
    financial_year,
    kind,
    status_key,
    force_id,
    status,
    source_document,
    source_place,
    note,
    submission_id,
    report_count,
    amount_gbp
from on_one_basis
where
    amount_gbp is not null
    or amount_gbp_settled is null
