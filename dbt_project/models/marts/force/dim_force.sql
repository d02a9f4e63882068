select
    force_id,
    force_name,
    official_name,
    pfa_code,
    country,
    home_office_region,
    acpo_region,
    rocu,
    is_metropolitan,
    is_city_of_london,
    name_history,
    cast(valid_from as date) as valid_from,
    cast(valid_to as date) as valid_to
from {{ ref('forces') }}
