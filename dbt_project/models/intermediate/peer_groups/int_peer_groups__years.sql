select
    given.peer_set_id,
    given.submission_id,
    given.row_number,
    given.force_id,
    given.peer_force_id,
    years.financial_year
from {{ ref('int_peer_groups__rows') }} as given
inner join {{ ref('financial_years') }} as years
    on
        given.financial_year_from <= years.financial_year
        and coalesce(given.financial_year_to, years.financial_year) >= years.financial_year
inner join {{ ref('forces') }} as forces
    on
        given.force_id = forces.force_id
        and {{ force_exists_in('forces', 'years') }}
inner join {{ ref('forces') }} as peers
    on
        given.peer_force_id = peers.force_id
        and {{ force_exists_in('peers', 'years') }}
where given.is_counted
