-- Headings of which there is something to compare or to join; the year is that of the costs compared, null without any.
with years as (
    select
        heading_id,
        max(financial_year) as financial_year
    from {{ ref('int_partners__costs') }}
    group by heading_id
),

known as (
    select heading_id
    from years
    union
    select heading_id
    from {{ ref('int_partners__agreement_headings') }}
)

select
    headings.heading_id,
    headings.heading_name,
    years.financial_year
from {{ ref('dim_poa_heading') }} as headings
inner join known
    on headings.heading_id = known.heading_id
left join years
    on headings.heading_id = years.heading_id
where headings.level in (1, 2)
