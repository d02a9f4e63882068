-- A file that was refused leaves the version before it in force: the state is that of the version in force, and the
-- last attempt stands beside it. Made-up files say nothing of what is complete unless they are in the release.
with received as (
    select
        submissions.*,
        coalesce(submissions.force_id, 'national')
        -- A force may send one form or another of the same return; of national files each form is a thing of its own.
        || ' ' || coalesce(case when submissions.force_id is null then submissions.form_id end, '-')
        || ' ' || coalesce(submissions.financial_year, submissions.edition, '-')
        || ' ' || coalesce(submissions.variant, '-') as slot
    from {{ ref('submissions') }} as submissions
    where
        submissions.return_id is not null
        and submissions.status not in ('duplicate', 'withdrawn')
        and (not {{ is_illustrative('submissions') }} or {{ includes_illustrative(ref('submissions')) }})
),

slots as (
    select
        return_id,
        slot,
        max(force_id) as force_id,
        max_by(form_id, version) as form_id,
        max(financial_year) as financial_year,
        max_by(edition, version) as edition,
        max(variant) as variant,
        max(case when is_in_force then status end) as status_in_force,
        max(case when is_in_force then submission_id end) as submission_id_in_force,
        max_by(status, version) as last_status,
        max_by(submission_id, version) as last_submission_id,
        max_by(received_at, version) as last_received_at,
        max(version) as versions_received
    from received
    group by return_id, slot
),

rounds as (
    select
        return_id,
        financial_year,
        due_on
    from {{ ref('collection_rounds') }}
),

-- A year is known by its round, or by any force that returned anything for it.
years_known as (
    select
        return_id,
        financial_year
    from rounds
    union
    select
        return_id,
        financial_year
    from slots
    where
        force_id is not null
        and financial_year is not null
        -- What forces publish for anybody to read is owed to no one.
        and return_id <> 'published_spend'
),

-- An estimate is no outturn: each is owed.
series_of_returns as (
    {{ typed_rows([
        {'return_id': 'expenditure', 'variant': 'estimate'},
        {'return_id': 'expenditure', 'variant': 'outturn'},
    ]) | indent(4) }}
),

-- Every force in being on the last day of the year owes the return.
expected as (
    select
        years_known.return_id,
        years_known.financial_year,
        rounds.due_on,
        series_of_returns.variant,
        forces.force_id
    from years_known
    left join rounds
        on
            years_known.return_id = rounds.return_id
            and years_known.financial_year = rounds.financial_year
    left join series_of_returns
        on years_known.return_id = series_of_returns.return_id
    inner join {{ ref('financial_years') }} as financial_years
        on years_known.financial_year = financial_years.financial_year
    inner join {{ ref('dim_force') }} as forces
        on {{ force_exists_in('forces', 'financial_years') }}
),

silent as (
    select expected.*
    from expected
    left join slots
        on
            expected.return_id = slots.return_id
            and expected.force_id = slots.force_id
            and expected.financial_year = slots.financial_year
            and (expected.variant is null or expected.variant = slots.variant)
    where slots.return_id is null
)

select
    slots.return_id || ' ' || slots.slot as completeness_id,
    slots.return_id,
    slots.force_id,
    slots.financial_year,
    slots.form_id,
    slots.edition,
    slots.variant,
    coalesce(slots.status_in_force, slots.last_status) as state,
    rounds.due_on,
    slots.submission_id_in_force,
    slots.last_status,
    slots.last_submission_id,
    slots.last_received_at,
    cast(slots.versions_received as integer) as versions_received
from slots
left join rounds
    on
        slots.return_id = rounds.return_id
        and slots.financial_year = rounds.financial_year
        and slots.force_id is not null
union all
select
    return_id || ' ' || force_id || ' - ' || financial_year || ' ' || coalesce(variant, '-') as completeness_id,
    return_id,
    force_id,
    financial_year,
    cast(null as {{ type_text() }}) as form_id,
    cast(null as {{ type_text() }}) as edition,
    variant,
    case when due_on < current_date then 'late' else 'missing' end as state,
    due_on,
    cast(null as {{ type_text() }}) as submission_id_in_force,
    cast(null as {{ type_text() }}) as last_status,
    cast(null as {{ type_text() }}) as last_submission_id,
    cast(null as timestamp) as last_received_at,
    0 as versions_received
from silent
