-- Live agreements on the heading that the force is in, or a force near it.
with near as (
    select * from {{ ref('int_partners__related_forces') }}
),

parties as (
    select * from {{ ref('int_partners__agreement_headings') }}
),

own as (
    select
        heading_id,
        force_id,
        agreement_id
    from parties
),

-- Counts of parties that are near, each party once for every way in which it is.
neighbours as (
    select
        near.heading_id,
        near.force_id,
        parties.agreement_id,
        count(*) as parties_near,
        count(case when near.is_of_region then 1 end) as parties_of_region,
        count(case when near.is_of_unit then 1 end) as parties_of_unit,
        count(case when near.is_peer then 1 end) as parties_of_peers,
        count(case when near.agreements_in_common > 0 then 1 end) as parties_in_agreements
    from near
    inner join parties
        on
            near.heading_id = parties.heading_id
            and near.partner_id = parties.force_id
    group by near.heading_id, near.force_id, parties.agreement_id
),

reached as (
    select
        heading_id,
        force_id,
        agreement_id
    from own
    union
    select
        heading_id,
        force_id,
        agreement_id
    from neighbours
),

sizes as (
    select
        agreement_id,
        count(*) as forces,
        max(case when is_illustrative then 1 else 0 end) = 1 as is_illustrative
    from {{ ref('int_partners__parties') }}
    group by agreement_id
),

guide as (
    select
        heading_id,
        agreement_id,
        title,
        parties,
        contact_post,
        contact_address
    from {{ ref('heading_guide') }}
    where kind = 'live_agreement'
)

select
    reached.force_id,
    reached.heading_id,
    reached.agreement_id,
    cast(
        row_number() over (
            partition by reached.force_id, reached.heading_id
            order by
                case when own.agreement_id is null then 1 else 0 end asc nulls last,
                neighbours.parties_near desc nulls last,
                reached.agreement_id asc nulls last
        ) as integer
    ) as place,
    guide.title,
    own.agreement_id is not null as is_party,
    guide.parties,
    cast(sizes.forces as integer) as forces,
    cast(coalesce(neighbours.parties_near, 0) as integer) as parties_near,
    cast(coalesce(neighbours.parties_of_region, 0) as integer) as parties_of_region,
    cast(coalesce(neighbours.parties_of_unit, 0) as integer) as parties_of_unit,
    cast(coalesce(neighbours.parties_of_peers, 0) as integer) as parties_of_peers,
    cast(coalesce(neighbours.parties_in_agreements, 0) as integer) as parties_in_agreements,
    case when own.agreement_id is not null then forces.force_name || ' is a party to it' else '' end
    || case when own.agreement_id is not null and neighbours.parties_near > 0 then ', with ' else '' end
    || case
        when neighbours.parties_near > 0
            then
                {{ counted('neighbours.parties_near', 'force') }} || ' near ' || forces.force_name || ': '
                || {{ named_counts({
                    'of its region': 'neighbours.parties_of_region',
                    'of its organised crime unit': 'neighbours.parties_of_unit',
                    'of its official peers': 'neighbours.parties_of_peers',
                    'in a live agreement with it': 'neighbours.parties_in_agreements'
                }) }}
        else ''
    end
    || '.' as why_near,
    guide.contact_post,
    guide.contact_address,
    sizes.is_illustrative
from reached
inner join {{ ref('dim_force') }} as forces
    on reached.force_id = forces.force_id
inner join sizes
    on reached.agreement_id = sizes.agreement_id
left join guide
    on
        reached.heading_id = guide.heading_id
        and reached.agreement_id = guide.agreement_id
left join own
    on
        reached.heading_id = own.heading_id
        and reached.force_id = own.force_id
        and reached.agreement_id = own.agreement_id
left join neighbours
    on
        reached.heading_id = neighbours.heading_id
        and reached.force_id = neighbours.force_id
        and reached.agreement_id = neighbours.agreement_id
where {{ in_being_on('forces', 'current_date') }}
