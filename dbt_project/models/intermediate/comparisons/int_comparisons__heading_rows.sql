-- Where a heading stands on the sheet, and as which name; a heading that the file leaves out has neither.
with given as (
    select
        heading_id,
        _submission_id as submission_id,
        heading_name,
        _row
    from (
        {{ with_heading_ids('stg_workforce__functions') | indent(8) }}
    ) as workforce
    union all
    select
        heading_id,
        _submission_id as submission_id,
        heading_name,
        _row
    from (
        {{ with_heading_ids('stg_expenditure__functions') | indent(8) }}
    ) as expenditure
)

select
    expected.submission_id,
    expected.heading_id,
    min(given._row) as row_number,
    min(coalesce(given.heading_name, headings.heading_name)) as heading_name
from {{ ref('int_force_returns__rows_expected') }} as expected
inner join {{ ref('poa_headings') }} as headings
    on expected.heading_id = headings.heading_id
left join given
    on
        expected.submission_id = given.submission_id
        and expected.heading_id = given.heading_id
group by expected.submission_id, expected.heading_id
