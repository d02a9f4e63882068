with stated as (
    select
        submission_id,
        severity,
        coalesce(state, 'not kept') as state
    from {{ source('ledger', 'findings') }}
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
        history.submission_id,
        severities.severity,
        history.state
    from {{ source('ledger', 'finding_history') }} as history
    inner join severities
        on history.identity = severities.identity
    where history.state = 'fixed'
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
