-- What the 2009 report prints as parts, multiplied and divided again. A share is no better than its parts, which are
-- printed rounded: where it does not come out within the rounding of its own print, the reason is given with it.
with parts as (
    select
        max(case when statistic_id = 'collaboration_spend' then value end) as spend,
        max(case when statistic_id = 'gross_revenue_expenditure' then value end) as expenditure,
        sum(case when statistic_id = 'style_share' then value end) as style_shares,
        max(case when statistic_id = 'hr_staff' then value end) as hr_staff,
        max(case when statistic_id = 'hr_cost_per_head' then value end) as hr_cost_per_head,
        max(case when statistic_id = 'finance_staff' then value end) as finance_staff,
        max(case when statistic_id = 'finance_cost_per_head' then value end) as finance_cost_per_head,
        max(case when statistic_id = 'procurement_spend' then value end) as procurement_spend,
        max(case when statistic_id = 'procurement_suitable_share' then value end) as procurement_share,
        max(case when statistic_id = 'procurement_suitable_spend' then value end) as procurement_suitable_spend
    from {{ ref('published_statistics') }}
    where source_document = 'getting-together-2009'
),

numbers as (
    select
        cast(spend as double) as spend,
        cast(expenditure as double) as expenditure,
        cast(style_shares as double) as style_shares,
        cast(hr_staff as double) * cast(hr_cost_per_head as double) as hr_cost,
        cast(finance_staff as double) * cast(finance_cost_per_head as double) as finance_cost,
        cast(procurement_spend as double) as procurement_spend,
        cast(procurement_share as double) as procurement_share,
        cast(procurement_suitable_spend as double) as procurement_suitable_spend
    from parts
)

select
    figures.figure_id,
    figures.component,
    case figures.figure_id
        when 'G01' then 100 * numbers.spend / nullif(numbers.expenditure, 0)
        when 'G03' then numbers.style_shares
        when 'G04' then numbers.hr_cost / 1000000
        when 'G05' then numbers.finance_cost / 1000000
        when 'G06' then (numbers.hr_cost + numbers.finance_cost) / 1000000
        when 'G07' then numbers.procurement_spend * numbers.procurement_share / 100 / 1000000
        when 'G08' then 100 * (numbers.hr_cost + numbers.finance_cost) / nullif(numbers.expenditure, 0)
        when 'G09' then 100 * numbers.procurement_suitable_spend / nullif(numbers.procurement_spend, 0)
    end as warehouse_value
from {{ ref('published_figures') }} as figures
cross join numbers
where figures.figure_id in ('G01', 'G03', 'G04', 'G05', 'G06', 'G07', 'G08', 'G09')
