-- Rows returned: headings of which more than the whole goes elsewhere in a year, or that are mapped to one that is
-- mapped itself in that year.
with mapped as (
    select
        mappings.from_heading_id,
        mappings.to_heading_id,
        mappings.share,
        years.financial_year
    from {{ ref('poa_heading_mappings') }} as mappings
    inner join {{ ref('financial_years') }} as years
        on
            mappings.from_financial_year <= years.financial_year
            and coalesce(mappings.to_financial_year, years.financial_year) >= years.financial_year
)

select
    from_heading_id,
    financial_year
from mapped
group by from_heading_id, financial_year
having sum(share) > 1 or min(share) <= 0
union all
select
    mapped.from_heading_id,
    mapped.financial_year
from mapped
inner join mapped as further
    on
        mapped.to_heading_id = further.from_heading_id
        and mapped.financial_year = further.financial_year
