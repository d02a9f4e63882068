-- How many forces collaborate on each heading at the end of each year, among those that there were.
with headings as (
    select heading_id
    from {{ ref('dim_poa_heading') }}
    where level in (1, 2)
),

forces_in_being as (
    {{ forces_at_year_end() | indent(4) }}
),

collaborating as (
    select
        heading_id,
        financial_year,
        count(*) as forces_collaborating
    from {{ ref('int_support__collaborating_forces') }}
    group by heading_id, financial_year
)

select
    headings.heading_id,
    forces_in_being.financial_year,
    coalesce(collaborating.forces_collaborating, 0) as forces_collaborating,
    forces_in_being.forces_expected
from headings
cross join forces_in_being
left join collaborating
    on
        headings.heading_id = collaborating.heading_id
        and forces_in_being.financial_year = collaborating.financial_year
