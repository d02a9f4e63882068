-- Who is in which group. The same forces may stand in several kinds of group, each with a reason of its own.
with near as (
    select * from {{ ref('int_partners__related_forces') }}
),

forces as (
    select
        forces.force_id,
        forces.home_office_region,
        forces.rocu
    from {{ ref('dim_force') }} as forces
    where {{ in_being_on('forces', 'current_date') }}
),

joinable as (
    select
        heading_id,
        force_id,
        agreement_id
    from {{ ref('partner_agreements') }}
    where not is_party
),

headings as (
    select distinct heading_id from near
),

members as (
    select
        heading_id,
        force_id,
        'existing_agreement_partners' as kind,
        'existing_agreement_partners' as group_id,
        partner_id
    from near
    where agreements_in_common > 0

    union all

    select
        joinable.heading_id,
        joinable.force_id,
        'same_heading_agreement' as kind,
        'same_heading_agreement: ' || joinable.agreement_id as group_id,
        parties.force_id as partner_id
    from joinable
    inner join {{ ref('int_partners__parties') }} as parties
        on joinable.agreement_id = parties.agreement_id

    union all

    select
        near.heading_id,
        near.force_id,
        'region' as kind,
        'region: ' || forces.home_office_region as group_id,
        near.partner_id
    from near
    inner join forces
        on near.force_id = forces.force_id
    where near.is_of_region

    union all

    select
        near.heading_id,
        near.force_id,
        'organised_crime_unit' as kind,
        'organised_crime_unit: ' || forces.rocu as group_id,
        near.partner_id
    from near
    inner join forces
        on near.force_id = forces.force_id
    where near.is_of_unit

    union all

    select
        heading_id,
        force_id,
        'shared_systems' as kind,
        'shared_systems' as group_id,
        partner_id
    from near
    where ict_agreements_in_common > 0

    union all

    select
        heading_id,
        force_id,
        'peers' as kind,
        'peers: ' || peer_set_id as group_id,
        partner_id
    from near
    where is_peer

    union all

    select
        headings.heading_id,
        forces.force_id,
        'capability' as kind,
        'capability: ' || capabilities.unit_id as group_id,
        others.force_id as partner_id
    from headings
    cross join forces
    inner join {{ ref('int_partners__capabilities') }} as capabilities
        on forces.rocu = capabilities.own_unit_id
    inner join forces as others
        on capabilities.unit_id = others.rocu
    where headings.heading_id in {{ organised_crime_headings() }}
),

working_together as (
    select
        heading_id,
        force_id,
        count(distinct agreement_id) as agreements_on_heading
    from {{ ref('int_partners__agreement_headings') }}
    group by heading_id, force_id
),

costs as (
    select * from {{ ref('int_partners__costs') }}
),

joined as (
    select
        members.force_id,
        members.heading_id,
        members.kind,
        members.group_id,
        members.partner_id,
        forces.force_name as partner_name,
        coalesce(near.agreements_in_common, 0) as agreements_in_common,
        coalesce(near.ict_agreements_in_common, 0) as ict_agreements_in_common,
        coalesce(
            case members.kind
                when 'shared_systems' then near.ict_agreements_in_common
                else near.agreements_in_common
            end, 0
        ) as agreements_that_count,
        coalesce(working_together.agreements_on_heading, 0) as agreements_on_heading,
        costs.financial_year,
        costs.nre_per_head,
        costs.nre_per_head - own_costs.nre_per_head as difference,
        coalesce(costs.is_illustrative, false) as is_illustrative
    from members
    inner join {{ ref('dim_force') }} as forces
        on members.partner_id = forces.force_id
    left join near
        on
            members.heading_id = near.heading_id
            and members.force_id = near.force_id
            and members.partner_id = near.partner_id
    left join working_together
        on
            members.heading_id = working_together.heading_id
            and members.partner_id = working_together.force_id
    left join costs
        on
            members.heading_id = costs.heading_id
            and members.partner_id = costs.force_id
    left join costs as own_costs
        on
            members.heading_id = own_costs.heading_id
            and members.force_id = own_costs.force_id
)

select
    force_id,
    heading_id,
    group_id,
    partner_id,
    kind,
    partner_name,
    cast(
        row_number() over (
            partition by force_id, heading_id, group_id
            order by
                agreements_that_count desc nulls last,
                partner_id asc nulls last
        ) as integer
    ) as place,
    cast(agreements_in_common as integer) as agreements_in_common,
    cast(ict_agreements_in_common as integer) as ict_agreements_in_common,
    cast(agreements_on_heading as integer) as agreements_on_heading,
    agreements_on_heading > 0 as collaborates_on_heading,
    financial_year,
    nre_per_head,
    difference,
    difference < 0 as costs_less,
    is_illustrative
from joined
