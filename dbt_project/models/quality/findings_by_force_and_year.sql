with stated as (
    select
        submission_id,
        severity,
        coalesce(state, 'not kept') as state
    from {{ source('ledger', 'findings') }}
    -- What a rule across submissions let go of stands in the history of the same version.
    where coalesce(state, 'not kept') <> 'fixed'
),

last_said as (
    select
        identity,
        submission_id,
        max_by(state, recorded_at) as state
    from {{ source('ledger', 'finding_history') }}
    group by identity, submission_id
),

severities as (
    select
        identity,
        max(severity) as severity
    from {{ source('ledger', 'findings') }}
    where identity is not null
    group by identity
),

counted as (
    select *
    from stated
    union all
    select
        last_said.submission_id,
        severities.severity,
        last_said.state
    from last_said
    inner join severities
        on last_said.identity = severities.identity
    where last_said.state = 'fixed'
)

select
    submissions.submission_id,
    submissions.return_id,
    submissions.force_id,
    submissions.financial_year,
    submissions.variant,
    submissions.version,
    cast(submissions.received_at as date) as received_on,
    counted.severity,
    counted.state,
    count(*) as findings
from counted
inner join {{ ref('submissions') }} as submissions
    on counted.submission_id = submissions.submission_id
group by
    submissions.submission_id,
    submissions.return_id,
    submissions.force_id,
    submissions.financial_year,
    submissions.variant,
    submissions.version,
    cast(submissions.received_at as date),
    counted.severity,
    counted.state
