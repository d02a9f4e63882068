select
    measure_id,
    measure_name,
    unit,
    numerator,
    denominator,
    return_id,
    better,
    caveat,
    family,
    cast(scale as integer) as scale,
    is_money,
    is_cost,
    is_change,
    numerator_unit,
    denominator_unit,
    first_financial_year,
    sort_order
from {{ ref('measures') }}
