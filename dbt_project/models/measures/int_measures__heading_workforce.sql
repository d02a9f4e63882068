-- A group is reported only where every worker type in it is, or is not provided: a sum without one would pass for the
-- whole. Where designated officers are not counted apart, staff with them would only repeat staff.
with workforce as (
    select * from {{ ref('force_workforce_by_heading') }}
    where basis in ('fte', 'fte_budgeted')
),

by_group as (
    select
        workforce.force_id,
        workforce.financial_year,
        workforce.heading_id,
        workforce.basis,
        groups_by_type.workforce_group,
        case
            when count(case when workforce.reported_state = 'not_reported' then 1 end) = 0
                then sum(cast(workforce.people as {{ type_measured() }}))
        end as fte,
        case
            when count(case when workforce.reported_state = 'not_reported' then 1 end) > 0 then 'not_reported'
            else {{ combined_state('workforce.reported_state') }}
        end as reported_state,
        max(workforce.submission_id) as submission_id
    from workforce
    inner join {{ ref('workforce_groups') }} as groups_by_type
        on workforce.worker_type = groups_by_type.worker_type
    group by
        workforce.force_id, workforce.financial_year, workforce.heading_id, workforce.basis,
        groups_by_type.workforce_group
    having
        groups_by_type.workforce_group <> 'staff_and_designated'
        or count(case when workforce.worker_type = 'designated_officer' then 1 end) > 0
)

{{ with_mapped_headings(
    'by_group', ['force_id', 'financial_year', 'basis', 'workforce_group'], 'fte', type_measured()
) }}
