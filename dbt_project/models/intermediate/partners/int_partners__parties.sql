-- Forces that are today a party to a live agreement, once each; an observer is none.
select distinct
    parties.agreement_id,
    parties.force_id,
    {{ is_illustrative('submissions') }} as is_illustrative
from {{ ref('agreement_parties') }} as parties
inner join {{ ref('agreements') }} as agreements
    on parties.agreement_id = agreements.agreement_id
inner join {{ source('ledger', 'submissions') }} as submissions
    on agreements.submission_id = submissions.submission_id
where
    agreements.is_live
    and parties.force_id is not null
    and parties.role <> 'observer'
    and parties.is_party_today
