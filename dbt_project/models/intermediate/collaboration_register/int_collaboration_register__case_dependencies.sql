with cases as (
    select distinct
        _submission_id,
        case_id,
        case_key
    from {{ ref('int_collaboration_register__reported_business_cases') }}
),

-- A case of another register goes by the id under which it stands.
standing_cases as (
    select
        case_id,
        min(case_key) as case_key
    from cases
    group by case_id
),

ranked as (
    select
        coalesce(cases.case_key, given.case_id) as case_id,
        coalesce(standing_cases.case_key, given.depends_on_case_id) as depends_on_case_id,
        given.dependency,
        given.source_document,
        given.source_place,
        given.note,
        given._submission_id,
        {{ register_rank([
            'coalesce(cases.case_key, given.case_id)',
            'coalesce(standing_cases.case_key, given.depends_on_case_id)'
        ]) }} as register_rank
    from {{ ref('stg_collaboration_register__case_dependencies') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
    left join cases on given._submission_id = cases._submission_id and given.case_id = cases.case_id
    left join standing_cases on given.depends_on_case_id = standing_cases.case_id
)

select
    case_id,
    depends_on_case_id,
    dependency,
    source_document,
    source_place,
    note,
    _submission_id as submission_id
from ranked
where register_rank = 1
