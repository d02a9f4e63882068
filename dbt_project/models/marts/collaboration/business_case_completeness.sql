-- Only what was examined can be a gap: an element that nobody looked at is counted apart and never held against a case.
with cases as (
    select
        business_cases.case_id,
        business_cases.agreement_id,
        business_cases.function_name,
        business_cases.heading_id,
        business_cases.case_stage,
        business_cases.submission_id,
        agreements.programme,
        count(*) over (partition by agreements.programme) as cases_in_programme
    from {{ ref('int_collaboration_register__business_cases') }} as business_cases
    left join {{ ref('int_collaboration_register__settled_agreements') }} as agreements
        on business_cases.agreement_id = agreements.agreement_id
),

elements as (
    select
        case_id,
        count(*) as elements_asked_for,
        count(case when state = 'stated' then 1 end) as elements_stated,
        count(case when state = 'partly' then 1 end) as elements_partly_stated,
        count(case when state = 'absent' then 1 end) as elements_absent,
        count(case when state in ('not_examined', 'not_reported') then 1 end) as elements_not_examined,
        {{ joined_text(
            "case when state = 'absent' then element_name"
            ~ " when state = 'partly' then element_name || ' (in part)' end", '; ', 'sort_order'
        ) }} as gaps
    from {{ ref('business_case_quality') }}
    group by case_id
),

dependencies as (
    select
        case_id,
        depends_on_case_id
    from {{ ref('int_collaboration_register__case_dependencies') }}
    where case_id <> depends_on_case_id
),

-- Each link read from both ends.
links as (
    select
        case_id,
        depends_on_case_id as other_case_id,
        'out' as direction
    from dependencies
    union all
    select
        depends_on_case_id as case_id,
        case_id as other_case_id,
        'in' as direction
    from dependencies
),

counted as (
    select
        cases.case_id,
        count(case when links.direction = 'out' then 1 end) as links_out,
        count(case when links.direction = 'in' then 1 end) as links_in,
        count(case when others.programme = cases.programme then 1 end) as links_within_programme
    from cases
    left join links
        on cases.case_id = links.case_id
    left join cases as others
        on links.other_case_id = others.case_id
    group by cases.case_id
)

select
    cases.case_id,
    cases.agreement_id,
    cases.programme,
    cases.function_name,
    cases.heading_id,
    cases.case_stage,
    cast(elements.elements_asked_for as integer) as elements_asked_for,
    cast(elements.elements_stated as integer) as elements_stated,
    cast(elements.elements_partly_stated as integer) as elements_partly_stated,
    cast(elements.elements_absent as integer) as elements_absent,
    cast(elements.elements_not_examined as integer) as elements_not_examined,
    elements.gaps,
    cast(counted.links_out as integer) as links_out,
    cast(counted.links_in as integer) as links_in,
    cast(cases.cases_in_programme as integer) as cases_in_programme,
    coalesce(cases.programme is not null and cases.cases_in_programme > 1, false)
    and counted.links_within_programme = 0 as is_isolated,
    cases.submission_id
from cases
inner join elements
    on cases.case_id = elements.case_id
inner join counted
    on cases.case_id = counted.case_id
