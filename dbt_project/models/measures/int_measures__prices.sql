-- Of several editions of the series the one published last is used.
with editions as (
    select
        deflators.*,
        rank() over (order by deflators.published_on desc nulls last) as place
    from {{ ref('gdp_deflators') }} as deflators
),

series as (
    select * from editions
    where place = 1
),

base as (
    select
        financial_year as price_base_year,
        index_value as base_index
    from series
    where financial_year = {{ variation_setting('real_terms_year', type_text()) }}
)

select
    series.financial_year,
    base.price_base_year,
    cast(base.base_index as {{ type_double() }}) / nullif(cast(series.index_value as {{ type_double() }}), 0)
        as to_base_year,
    series.status as deflator_status,
    series.series_name as deflator_name,
    series.published_on as deflator_published_on
from series
cross join base
