-- Two forces and the live agreements to which both are a party, over all functions and on ICT alone.
with ict as (
    select distinct agreement_id
    from {{ ref('int_partners__agreement_headings') }}
    where heading_id = {{ country_fact('heading_ict') }}
)

select
    one.force_id,
    other.force_id as partner_id,
    count(*) as agreements_in_common,
    count(ict.agreement_id) as ict_agreements_in_common
from {{ ref('int_partners__parties') }} as one
inner join {{ ref('int_partners__parties') }} as other
    on
        one.agreement_id = other.agreement_id
        and one.force_id <> other.force_id
left join ict
    on one.agreement_id = ict.agreement_id
group by one.force_id, other.force_id
