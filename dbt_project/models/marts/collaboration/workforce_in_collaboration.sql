select
    workforce.agreement_id,
    agreements.programme,
    workforce.function_name,
    workforce.heading_id,
    workforce.party_id,
    workforce.force_id,
    workforce.as_at,
    workforce.as_at_precision,
    years.financial_year,
    workforce.worker_type,
    workforce.basis,
    cast(workforce.people as decimal(18, 2)) as people,
    workforce.source_document,
    workforce.source_place,
    workforce.note,
    workforce.submission_id
from {{ ref('int_collaboration_register__one_basis_workforce') }} as workforce
left join {{ ref('int_collaboration_register__settled_agreements') }} as agreements
    on workforce.agreement_id = agreements.agreement_id
left join {{ ref('dim_financial_year') }} as years
    on workforce.as_at between years.starts_on and years.ends_on
where workforce.location = 'in_unit'
