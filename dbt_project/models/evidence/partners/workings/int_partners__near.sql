{{ config(materialized='table') }}
-- A force is near another by region, by organised crime unit, as a peer, or through a live agreement that both are in.
with forces as (
    select
        forces.force_id,
        forces.home_office_region,
        forces.rocu
    from {{ ref('dim_force') }} as forces
    where {{ in_being_on('forces', 'current_date') }}
),

pairs as (
    select
        one.force_id,
        other.force_id as partner_id,
        one.home_office_region = other.home_office_region as is_of_region,
        coalesce(one.rocu = other.rocu, false) as is_of_unit
    from forces as one
    inner join forces as other
        on one.force_id <> other.force_id
)

select
    headings.heading_id,
    pairs.force_id,
    pairs.partner_id,
    pairs.is_of_region,
    pairs.is_of_unit,
    peers.partner_id is not null as is_peer,
    coalesce(shared.agreements_in_common, 0) as agreements_in_common,
    coalesce(shared.ict_agreements_in_common, 0) as ict_agreements_in_common
from {{ ref('int_partners__headings') }} as headings
cross join pairs
left join {{ ref('int_partners__shared') }} as shared
    on
        pairs.force_id = shared.force_id
        and pairs.partner_id = shared.partner_id
left join {{ ref('int_partners__peers') }} as peers
    on
        headings.heading_id = peers.heading_id
        and pairs.force_id = peers.force_id
        and pairs.partner_id = peers.partner_id
where
    pairs.is_of_region
    or pairs.is_of_unit
    or peers.partner_id is not null
    or shared.partner_id is not null
