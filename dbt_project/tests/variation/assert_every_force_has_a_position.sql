-- Rows returned: measures, years and methods in which a force in being has no row, or has more than one. Peer methods
-- are asked of nobody: a force has a row there when it has a group.
with counted as (
    select
        positions.measure_id,
        positions.heading_id,
        positions.financial_year,
        positions.average_method,
        count(*) as position_rows,
        count(distinct positions.force_id) as forces
    from {{ ref('force_position') }} as positions
    inner join {{ ref('dim_average_method') }} as methods
        on
            positions.average_method = methods.average_method
            and not methods.needs_peer_groups
    group by positions.measure_id, positions.heading_id, positions.financial_year, positions.average_method
),

in_being as (
    select
        financial_years.financial_year,
        count(*) as forces
    from {{ ref('financial_years') }} as financial_years
    inner join {{ ref('dim_force') }} as forces
        on {{ force_exists_in('forces', 'financial_years') }}
    group by financial_years.financial_year
)

select
    counted.*,
    in_being.forces as forces_in_being
from counted
inner join in_being
    on counted.financial_year = in_being.financial_year
where
    counted.position_rows <> in_being.forces
    or counted.forces <> in_being.forces
