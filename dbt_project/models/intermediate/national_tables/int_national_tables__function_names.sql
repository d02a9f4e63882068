-- A function is named in the open data table as the tables by function name it, or as the heading is called. Names of
-- level 2 are told apart by the heading above them: custody is a part of one function only where the table says so.
with headings as (
    select
        heading_id,
        heading_name,
        level,
        parent_heading_id
    from {{ ref('poa_headings') }}
    where heading_system = 'poa' and level in (1, 2) and coalesce(version_to_year, '9999') >= '2014/15'
),

names as (
    select
        heading_id,
        {{ national_label_key('heading_name') }} as name_key
    from headings
    union
    select
        heading_id,
        label_key as name_key
    from {{ ref('national_table_labels') }}
    where
        return_id in ('home_office_functions', 'home_office_workforce_functions')
        and table_key = 'poa'
        and use = 'heading'
)

select
    headings.level,
    headings.parent_heading_id,
    names.name_key,
    min(names.heading_id) as heading_id
from names
inner join headings
    on names.heading_id = headings.heading_id
group by headings.level, headings.parent_heading_id, names.name_key
