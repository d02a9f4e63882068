{{ config(materialized='table') }}
-- Who is in which group. The same forces may stand in several kinds of group, each with a reason of its own.
with near as (
    select * from {{ ref('int_partners__near') }}
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
)

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
from {{ ref('int_partners__peers') }}

union all

select
    headings.heading_id,
    forces.force_id,
    'capability' as kind,
    'capability: ' || capabilities.unit_id as group_id,
    others.force_id as partner_id
from {{ ref('int_partners__headings') }} as headings
cross join forces
inner join {{ ref('int_partners__capabilities') }} as capabilities
    on forces.rocu = capabilities.own_unit_id
inner join forces as others
    on capabilities.unit_id = others.rocu
where headings.heading_id in {{ organised_crime_headings() }}
