-- Forces that are today a party to a live agreement, once each; an observer is none. A party that has merged counts as
-- the force that it is today.
select distinct
    parties.agreement_id,
    lineage.force_id,
    {{ is_illustrative('submissions') }} as is_illustrative
from {{ ref('agreement_parties') }} as parties
inner join {{ ref('agreements') }} as agreements
    on parties.agreement_id = agreements.agreement_id
inner join {{ source('ledger', 'submissions') }} as submissions
    on agreements.submission_id = submissions.submission_id
inner join {{ ref('int_force_successions__lineage') }} as lineage
    on
        parties.force_id = lineage.predecessor_force_id
        and {{ in_being_on('lineage', 'current_date') }}
where
    agreements.is_live
    and parties.role <> 'observer'
    and parties.is_party_today
