{{ config(severity='warn') }}
-- Rows returned: dates, mid-years and financial years that some force reported and another force in being did not.
-- A warning: a silent force is shown as such and holds nobody else up.
with given as (
    select distinct
        'force_workforce' as table_name,
        cast(as_at as {{ type_text() }}) as period,
        force_id
    from {{ ref('force_workforce') }}
    union
    select distinct
        'force_population' as table_name,
        cast(mid_year as {{ type_text() }}) as period,
        force_id
    from {{ ref('force_population') }}
    union
    select distinct
        'force_funding' as table_name,
        financial_year as period,
        force_id
    from {{ ref('force_funding') }}
),

periods as (
    select distinct
        table_name,
        period
    from given
),

expected as (
    select
        periods.table_name,
        periods.period,
        forces.force_id
    from periods
    cross join {{ ref('dim_force') }} as forces
    where forces.valid_from is null and forces.valid_to is null
)

select expected.*
from expected
left join given
    on
        expected.table_name = given.table_name
        and expected.period = given.period
        and expected.force_id = given.force_id
where given.force_id is null
