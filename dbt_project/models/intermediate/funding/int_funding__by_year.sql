-- A region may have the name of a force, so that the code of an area says whose row it is; a name does only where the
-- row has no code. The year and the kind of funding stand in the heading.
with rows_given as (
    select
        rows_given.area_code,
        rows_given.area_name,
        rows_given.amount_gbp_million,
        rows_given.amount_gbp_million_missing,
        rows_given._submission_id as submission_id,
        {{ try_integer("regexp_extract(rows_given.heading, '(20[0-9][0-9])', 1)") }}
        - case when lower(rows_given.heading) like '%ending%' then 1 else 0 end as start_year,
        case
            when lower(rows_given.heading) like '%precept%' then 'precept'
            when lower(rows_given.heading) like '%government%' then 'government_funding'
            else 'total'
        end as item
    from {{ ref('stg_police_funding_by_year__by_year') }} as rows_given
    inner join {{ ref('int_editions__latest') }} as editions
        on rows_given._submission_id = editions.submission_id
),

of_forces as (
    select
        coalesce(forces.force_id, aliases.force_id) as force_id,
        financial_years.financial_year,
        rows_given.item,
        cast(rows_given.amount_gbp_million * 1000000 as {{ type_money() }}) as amount_gbp,
        rows_given.amount_gbp_million_missing as missing,
        rows_given.submission_id
    from rows_given
    inner join {{ ref('financial_years') }} as financial_years
        on rows_given.start_year = financial_years.start_year
    left join {{ ref('forces') }} as forces
        on rows_given.area_code = forces.pfa_code
    left join {{ ref('force_aliases') }} as aliases
        on
            rows_given.area_code is null
            and {{ name_key('rows_given.area_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'financial_years.ends_on') }}
),

by_force as (
    select
        force_id,
        financial_year,
        max(case when item = 'government_funding' then amount_gbp end) as government_funding_gbp,
        max(case when item = 'precept' then amount_gbp end) as precept_gbp,
        max(case when item = 'precept' then missing end) as precept_missing,
        max(case when item = 'total' then amount_gbp end) as total_gbp,
        submission_id
    from of_forces
    where force_id is not null
    group by force_id, financial_year, submission_id
)

-- A force whose total is its government funding raises no precept: the publisher leaves the cell blank.
select
    force_id,
    financial_year,
    government_funding_gbp,
    precept_gbp,
    case
        when precept_gbp is not null then 'reported'
        when precept_missing = 'not_provided' or total_gbp = government_funding_gbp then 'not_provided'
        else 'not_reported'
    end as precept_state,
    total_gbp,
    cast(total_gbp - government_funding_gbp - coalesce(precept_gbp, 0) as {{ type_money() }}) as unexplained_gbp,
    submission_id
from by_force
