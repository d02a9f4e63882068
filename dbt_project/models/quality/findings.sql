-- A finding stands as its own version left it until a later version says something of the same finding. What a version
-- says that was history on the day it came, or was withdrawn, changes nothing.
with later as (
    select
        findings.finding_id,
        min(history.submission_id) as submission_id
    from {{ source('ledger', 'findings') }} as findings
    inner join {{ source('ledger', 'finding_history') }} as history
        on
            findings.identity = history.identity
            and findings.submission_id < history.submission_id
            and history.state <> 'superseded'
    left join {{ source('ledger', 'submissions') }} as versions
        on history.submission_id = versions.submission_id
    where coalesce(versions.status, '') <> 'withdrawn'
    group by findings.finding_id
),

last_said as (
    select
        identity,
        submission_id,
        max_by(state, recorded_at) as state
    from {{ source('ledger', 'finding_history') }}
    group by identity, submission_id
)

select
    findings.finding_id,
    findings.rule_id,
    findings.submission_id,
    findings.return_id,
    findings.force_id,
    findings.financial_year,
    findings.file_name,
    findings.sheet,
    findings.cell,
    findings.row_number,
    findings.column_name,
    findings.natural_key,
    findings.value_given,
    findings.expected,
    findings.severity,
    findings.sentence,
    findings.how_to_fix,
    findings.found_at,
    findings.identity,
    {{ try_double('findings.difference') }} as difference,
    findings.last_year_value,
    case
        when findings.state = 'superseded' or later.submission_id is null then findings.state
        when last_said.state = 'fixed' then 'fixed'
        else 'superseded'
    end as state,
    findings.first_found_at,
    findings.first_submission_id,
    later.submission_id as later_submission_id
from {{ source('ledger', 'findings') }} as findings
left join later
    on findings.finding_id = later.finding_id
left join last_said
    on
        findings.identity = last_said.identity
        and later.submission_id = last_said.submission_id
