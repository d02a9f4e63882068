-- Rows returned: headings of accepted returns that the analysis does not have, so that their figures would be left out.
with names as (
    select
        heading_name,
        _submission_id
    from {{ ref('stg_expenditure__functions') }}
    union
    select
        heading_name,
        _submission_id
    from {{ ref('stg_workforce__functions') }}
)

select
    names.heading_name,
    names._submission_id
from names
left join {{ ref('int_force_returns__headings') }} as headings
    on {{ name_key('names.heading_name') }} = headings.heading_key
where headings.heading_id is null
