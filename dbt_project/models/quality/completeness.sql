-- A file that was refused leaves the version before it in force: the state is that of the version in force, and the
-- last attempt stands beside it.
with received as (
    select
        submissions.*,
        coalesce(submissions.force_id, 'national')
        || ' ' || coalesce(submissions.form_id, '-')
        || ' ' || coalesce(submissions.financial_year, submissions.edition, '-')
        || ' ' || coalesce(submissions.variant, '-') as slot
    from {{ ref('submissions') }} as submissions
    where submissions.return_id is not null and submissions.status <> 'duplicate'
),

slots as (
    select
        return_id,
        slot,
        max(force_id) as force_id,
        max(form_id) as form_id,
        max(financial_year) as financial_year,
        max(edition) as edition,
        max(variant) as variant,
        max(case when is_in_force then status end) as status_in_force,
        max(case when is_in_force then submission_id end) as submission_id_in_force,
        max_by(status, version) as last_status,
        max_by(submission_id, version) as last_submission_id,
        max_by(received_at, version) as last_received_at,
        max(version) as versions_received
    from received
    group by return_id, slot
)

select
    return_id || ' ' || slot as completeness_id,
    return_id,
    force_id,
    financial_year,
    form_id,
    edition,
    variant,
    coalesce(status_in_force, last_status) as state,
    submission_id_in_force,
    last_status,
    last_submission_id,
    last_received_at,
    cast(versions_received as integer) as versions_received
from slots
