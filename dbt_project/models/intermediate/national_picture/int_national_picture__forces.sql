-- A force counts once for an agreement, whatever its roles; an observer does not.
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
inner join {{ ref('dim_force') }} as forces
    on
        parties.force_id = forces.force_id
        and coalesce(forces.valid_from, live.ends_on) <= live.ends_on
        and coalesce(forces.valid_to, live.ends_on) >= live.ends_on
