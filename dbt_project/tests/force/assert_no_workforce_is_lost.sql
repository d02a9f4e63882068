-- Rows returned: years in which the marts do not hold the people and FTE of the file, bodies outside the forces aside.
with rows_given as (
    select
        given.as_at_year,
        given.headcount,
        given.fte
    from {{ ref('stg_home_office_workforce__data') }} as given
    inner join {{ ref('int_editions__latest') }} as editions
        on given._submission_id = editions.submission_id
    left join {{ ref('bodies_outside_the_forces') }} as outside
        on {{ name_key('given.force_name') }} = {{ name_key('outside.body_name') }}
    where outside.body_name is null
),

given_by_year as (
    select
        as_at_year,
        sum(headcount) as headcount,
        sum(fte) as fte
    from rows_given
    group by as_at_year
),

held_by_year as (
    select
        financial_years.start_year + 1 as as_at_year,
        sum(force_workforce.headcount) as headcount,
        sum(force_workforce.fte) as fte
    from {{ ref('force_workforce') }} as force_workforce
    inner join {{ ref('financial_years') }} as financial_years
        on force_workforce.as_at = financial_years.workforce_as_at
    group by financial_years.start_year
)

select
    given_by_year.as_at_year,
    given_by_year.headcount as headcount_given,
    held_by_year.headcount as headcount_held,
    given_by_year.fte as fte_given,
    held_by_year.fte as fte_held
from given_by_year
left join held_by_year
    on given_by_year.as_at_year = held_by_year.as_at_year
where
    given_by_year.headcount <> coalesce(held_by_year.headcount, -1)
    -- the marts hold doubles, the file decimals
    or abs(given_by_year.fte - coalesce(held_by_year.fte, -1)) > 0.000001
