-- What of a force's money and people is in collaborations, and what of its savings comes from them.
with spending as (
    select
        force_id,
        financial_year,
        heading_id,
        line as quantity,
        basis,
        cast(amount_gbp as {{ type_measured() }}) as amount,
        reported_state,
        submission_id
    from {{ ref('expenditure_lines') }}
    where line in ('in_collaboration', 'gross_expenditure')
),

savings as (
    select
        submissions.force_id,
        submissions.financial_year,
        'all-functions' as heading_id,
        case given.amount_name
            when 'Savings required' then 'savings_required'
            when 'Of planned: by collaboration' then 'savings_by_collaboration'
        end as quantity,
        cast(null as {{ type_text() }}) as basis,
        cast(given.amount_gbp as {{ type_measured() }}) as amount,
        {{ reported_state('given.amount_gbp', 'given.amount_gbp_missing') }} as reported_state,
        submissions.submission_id
    from {{ ref('stg_savings_requirement__savings') }} as given
    inner join {{ ref('int_force_returns__savings_requirement_submissions') }} as submissions
        on given._submission_id = submissions.submission_id
    where given.amount_name in ('Savings required', 'Of planned: by collaboration')
),

-- A count in people stands over a headcount and is never added to full-time equivalents.
counted as (
    select
        force_id,
        financial_year,
        case worker_type when 'police_officer' then 'officers' else 'staff' end as worker_group,
        count(case when basis <> 'fte' then 1 end) as counts_in_people,
        sum(cast(people_in_collaboration as {{ type_measured() }})) as people_in_collaboration,
        sum(cast(workforce as {{ type_measured() }})) as workforce
    from {{ ref('force_collaboration_workforce') }}
    where area_kind = 'force' and worker_type in ('police_officer', 'police_staff')
    group by force_id, financial_year, worker_type
),

counted_together as (
    select * from counted
    union all
    select
        force_id,
        financial_year,
        'officers_and_staff' as worker_group,
        -- Without one of the two the sum would pass for both.
        sum(counts_in_people) + 2 - count(*) as counts_in_people,
        sum(people_in_collaboration) as people_in_collaboration,
        {{ sum_if_complete('workforce', type_measured()) }} as workforce
    from counted
    group by force_id, financial_year
),

people as (
    select
        force_id,
        financial_year,
        'all-functions' as heading_id,
        concat(worker_group, '_in_collaboration') as quantity,
        null as basis,
        case when counts_in_people = 0 then people_in_collaboration end as amount,
        case when counts_in_people = 0 then 'reported' else 'not_reported' end as reported_state,
        null as submission_id
    from counted_together
    union all
    select
        force_id,
        financial_year,
        'all-functions' as heading_id,
        worker_group as quantity,
        null as basis,
        workforce as amount,
        case when workforce is null then 'not_reported' else 'reported' end as reported_state,
        null as submission_id
    from counted_together
),

quantities as (
    select * from spending
    union all
    select * from savings
    union all
    select * from people
),

of_no_population as (
    select
        *,
        cast(null as integer) as population_mid_year
    from quantities
)

{{ ratios_of('collaboration_share', 'of_no_population') }}
