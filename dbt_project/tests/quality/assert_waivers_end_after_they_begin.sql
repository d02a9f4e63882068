-- Rows returned: waivers that would end before the day they were made.
select
    waiver_id,
    waived_at,
    valid_until
from {{ ref('waivers') }}
where valid_until < cast(waived_at as date)
