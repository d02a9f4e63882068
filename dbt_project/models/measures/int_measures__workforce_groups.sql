-- A group is reported only where every worker type in it is that any force reported in FTE at that date:
-- a sum without one of them would pass for the whole.
with workforce as (
    select
        force_id,
        as_at,
        worker_type,
        cast(fte as {{ type_measured() }}) as fte,
        submission_id
    from {{ ref('force_workforce') }}
),

groups_by_type as (
    select * from {{ ref('workforce_groups') }}
),

types_reported as (
    select distinct
        as_at,
        worker_type
    from workforce
    where fte is not null
),

forces as (
    select * from {{ ref('dim_force') }}
),

expected as (
    select
        forces.force_id,
        types_reported.as_at,
        groups_by_type.workforce_group,
        types_reported.worker_type
    from types_reported
    inner join groups_by_type
        on types_reported.worker_type = groups_by_type.worker_type
    inner join forces
        on {{ in_being_on('forces', 'types_reported.as_at') }}
)

select
    expected.force_id,
    expected.as_at,
    expected.workforce_group,
    {{ sum_if_complete('workforce.fte', type_measured()) }} as fte,
    case when count(workforce.fte) = count(*) then 'reported' else 'not_reported' end as reported_state,
    max(workforce.submission_id) as submission_id
from expected
left join workforce
    on
        expected.force_id = workforce.force_id
        and expected.as_at = workforce.as_at
        and expected.worker_type = workforce.worker_type
group by expected.force_id, expected.as_at, expected.workforce_group
