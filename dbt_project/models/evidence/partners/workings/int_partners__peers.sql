-- Official peers in the year of the figures compared, which headings need not share; a force is not its own peer here.
select
    headings.heading_id,
    peers.force_id,
    peers.peer_force_id as partner_id,
    peers.peer_set_id
from {{ ref('int_partners__headings') }} as headings
inner join {{ ref('int_peer_groups__by_year') }} as peers
    on headings.financial_year = peers.financial_year
where
    peers.average_method = 'weighted_peer'
    and peers.force_id <> peers.peer_force_id
