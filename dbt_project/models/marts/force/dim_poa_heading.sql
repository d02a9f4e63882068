select
    heading_id,
    level,
    heading_system,
    heading_name,
    parent_heading_id,
    version_from_year,
    version_to_year,
    source_status,
    source,
    note
from {{ ref('poa_headings') }}
