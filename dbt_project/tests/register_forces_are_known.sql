-- Rows returned: bodies a register calls a force that are none.
select
    agreement_id,
    party_name
from {{ ref('agreement_parties') }}
where party_type = 'force' and force_id is null
