-- Costs that compare between forces: those of the other headings are shown and nothing is concluded from them.
select
    positions.measure_id,
    positions.heading_id,
    positions.financial_year,
    positions.force_id,
    positions.value,
    positions.average_method,
    positions.gap_gbp,
    positions.is_in_average,
    positions.is_outlier,
    positions.difference,
    positions.force_context
from {{ ref('force_position') }} as positions
inner join {{ ref('dim_average_method') }} as methods
    on
        positions.average_method = methods.average_method
        and methods.is_default
inner join {{ ref('dim_poa_heading') }} as headings
    on
        positions.heading_id = headings.heading_id
        and headings.level in (1, 2)
inner join {{ ref('int_measures__cost_of_year') }} as costs_of_years
    on
        positions.financial_year = costs_of_years.financial_year
        and positions.measure_id = costs_of_years.measure_id
where positions.is_comparable
