{{ config(materialized='table') }}
-- Whoever fills a return in may write the name of a heading or its id.
with headings as (
    select
        heading_id,
        heading_name,
        level,
        parent_heading_id
    from {{ ref('poa_headings') }}
    where heading_system = 'poa' and level in (1, 2)
),

divided as (
    select distinct parent_heading_id as heading_id
    from headings
    where level = 2
),

names as (
    select
        {{ name_key('heading_name') }} as heading_key,
        heading_id
    from headings
    union
    select
        {{ name_key('heading_id') }} as heading_key,
        heading_id
    from headings
)

select
    names.heading_key,
    headings.heading_id,
    headings.level,
    headings.level = 1 and divided.heading_id is not null as is_needed_for_total
from names
inner join headings
    on names.heading_id = headings.heading_id
left join divided
    on headings.heading_id = divided.heading_id
