-- A force counts once for an agreement, whatever its roles; an observer does not. A party that has merged counts as
-- the force that it is at the end of the year.
select distinct
    live.financial_year,
    live.agreement_id,
    forces.force_id,
    forces.home_office_region
from {{ ref('int_national_picture__live') }} as live
inner join {{ ref('memberships') }} as parties
    on
        live.agreement_id = parties.agreement_id
        and parties.role <> 'observer'
        and {{ is_member_on('parties', 'live.ends_on') }}
inner join {{ ref('int_force_successions__lineage') }} as lineage
    on
        parties.force_id = lineage.predecessor_force_id
        and {{ in_being_on('lineage', 'live.ends_on') }}
inner join {{ ref('dim_force') }} as forces
    on lineage.force_id = forces.force_id
