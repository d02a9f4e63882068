select
    setting_id,
    value,
    unit,
    description,
    source
from {{ ref('variation_settings') }}
