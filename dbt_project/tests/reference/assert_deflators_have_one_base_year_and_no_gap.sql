-- Rows returned: series in which the index is not 100 in the base year, a year is missing, or an index is not above
-- nought.
with series as (
    select
        deflators.series_id,
        count(*) as years_given,
        max(years.start_year) - min(years.start_year) + 1 as years_spanned,
        count(distinct deflators.base_year) as base_years,
        sum(
            case when deflators.financial_year = deflators.base_year and deflators.index_value = 100 then 1 else 0 end
        ) as years_at_base,
        min(deflators.index_value) as smallest_index
    from {{ ref('gdp_deflators') }} as deflators
    inner join {{ ref('financial_years') }} as years
        on deflators.financial_year = years.financial_year
    group by deflators.series_id
)

select series_id
from series
where
    years_given <> years_spanned
    or base_years <> 1
    or years_at_base <> 1
    or smallest_index <= 0
