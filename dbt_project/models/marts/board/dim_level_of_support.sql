select
    level_of_support,
    level_name,
    meaning,
    source
from {{ ref('levels_of_support') }}
