with people as (
    select
        workforce.agreement_id,
        workforce.party_id,
        workforce.force_id,
        years.financial_year,
        workforce.as_at,
        workforce.as_at_precision,
        workforce.basis,
        sum(case when workforce.worker_type = 'police_officer' then workforce.people end) as officers,
        sum(case when workforce.worker_type = 'police_staff' then workforce.people end) as staff,
        max(workforce.source_document) as source_document,
        max(workforce.source_place) as source_place,
        max(workforce.submission_id) as submission_id
    from {{ ref('int_collaboration_register__workforce') }} as workforce
    left join {{ ref('financial_years') }} as years
        on workforce.as_at between years.starts_on and years.ends_on
    where workforce.location = 'retained_in_force'
    group by
        workforce.agreement_id,
        workforce.party_id,
        workforce.force_id,
        years.financial_year,
        workforce.as_at,
        workforce.as_at_precision,
        workforce.basis
),

costs as (
    select
        agreement_id,
        party_id,
        force_id,
        financial_year,
        amount_gbp,
        source_document,
        source_place,
        submission_id
    from {{ ref('int_collaboration_register__costs') }}
    where kind = 'retained_in_force'
)

select
    coalesce(people.agreement_id, costs.agreement_id) as agreement_id,
    coalesce(people.party_id, costs.party_id) as party_id,
    coalesce(people.force_id, costs.force_id) as force_id,
    coalesce(people.financial_year, costs.financial_year) as financial_year,
    people.as_at,
    people.as_at_precision,
    people.basis,
    cast(people.officers as decimal(18, 2)) as officers,
    cast(people.staff as decimal(18, 2)) as staff,
    costs.amount_gbp as cost_gbp,
    coalesce(people.source_document, costs.source_document) as source_document,
    coalesce(people.source_place, costs.source_place) as source_place,
    coalesce(people.submission_id, costs.submission_id) as submission_id
from people
full outer join costs
    on
        people.agreement_id = costs.agreement_id
        and people.party_id = costs.party_id
        and people.financial_year = costs.financial_year
