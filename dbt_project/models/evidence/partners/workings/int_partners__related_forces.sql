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
),

-- Headings of which there is something to compare or to join; the year is that of the costs compared, null without any.
years as (
    select
        heading_id,
        max(financial_year) as financial_year
    from {{ ref('int_partners__costs') }}
    group by heading_id
),

known as (
    select heading_id
    from years
    union
    select heading_id
    from {{ ref('int_partners__agreement_headings') }}
),

headings as (
    select
        headings.heading_id,
        years.financial_year
    from {{ ref('dim_poa_heading') }} as headings
    inner join known
        on headings.heading_id = known.heading_id
    left join years
        on headings.heading_id = years.heading_id
    where headings.level in (1, 2)
),

-- Official peers in the year of the figures compared, which headings need not share.
peers as (
    select
        financial_year,
        force_id,
        peer_force_id as partner_id,
        peer_set_id
    from {{ ref('int_peer_groups__by_year') }}
    where average_method = 'weighted_peer'
)

select
    headings.heading_id,
    pairs.force_id,
    pairs.partner_id,
    pairs.is_of_region,
    pairs.is_of_unit,
    peers.partner_id is not null as is_peer,
    peers.peer_set_id,
    coalesce(shared.agreements_in_common, 0) as agreements_in_common,
    coalesce(shared.ict_agreements_in_common, 0) as ict_agreements_in_common
from headings
cross join pairs
left join {{ ref('int_partners__shared') }} as shared
    on
        pairs.force_id = shared.force_id
        and pairs.partner_id = shared.partner_id
left join peers
    on
        headings.financial_year = peers.financial_year
        and pairs.force_id = peers.force_id
        and pairs.partner_id = peers.partner_id
where
    pairs.is_of_region
    or pairs.is_of_unit
    or peers.partner_id is not null
    or shared.partner_id is not null
