select
    method_id as average_method,
    method_name,
    definition,
    weighting,
    excludes_london,
    needs_peer_groups,
    is_default,
    is_computed,
    source
from {{ ref('average_methods') }}
