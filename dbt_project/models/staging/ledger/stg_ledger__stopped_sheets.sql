-- S23 is a line that is not known, S24 a wrong unit; both are answered by a waiver. See
-- orchestration/validation/edition_sheets.py.
select distinct
    submission_id,
    expected as sheet,
    nullif(regexp_extract(natural_key, '; force_name=(.*)$', 1), '') as force_name
from {{ source('ledger', 'findings') }}
where
    rule_id in ('S23', 'S24')
    and coalesce(state, 'new') not in ('fixed', 'superseded', 'waived')
