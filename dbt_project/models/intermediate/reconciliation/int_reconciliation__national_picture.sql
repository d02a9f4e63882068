-- What the 2009 report prints as parts, multiplied and divided again.
with parts as (
    select
        max(case when statistic_id = 'collaboration_spend' then value end) as spend,
        max(case when statistic_id = 'collaboration_spend' then printed_precision end) as spend_precision,
        max(case when statistic_id = 'gross_revenue_expenditure' then value end) as expenditure,
        max(case when statistic_id = 'gross_revenue_expenditure' then printed_precision end) as expenditure_precision,
        sum(case when statistic_id = 'style_share' then value end) as style_shares,
        max(case when statistic_id = 'hr_staff' then value end) as hr_staff,
        max(case when statistic_id = 'hr_cost_per_head' then value end) as hr_cost_per_head,
        max(case when statistic_id = 'finance_staff' then value end) as finance_staff,
        max(case when statistic_id = 'finance_cost_per_head' then value end) as finance_cost_per_head,
        max(case when statistic_id = 'procurement_spend' then value end) as procurement_spend,
        max(case when statistic_id = 'procurement_suitable_share' then value end) as procurement_share
    from {{ ref('published_statistics') }}
    where source_document = 'getting-together-2009'
),

numbers as (
    select
        cast(spend as double) as spend,
        cast(expenditure as double) as expenditure,
        cast(coalesce(spend_precision, 0) as double) as spend_precision,
        cast(coalesce(expenditure_precision, 0) as double) as expenditure_precision,
        cast(style_shares as double) as style_shares,
        cast(hr_staff as double) * cast(hr_cost_per_head as double) / 1000000 as hr_cost,
        cast(finance_staff as double) * cast(finance_cost_per_head as double) / 1000000 as finance_cost,
        cast(procurement_spend as double) * cast(procurement_share as double) / 100 / 1000000 as procurement_suitable
    from parts
)

-- The spend is printed to £0.1bn and the share to 0.1 %, so the share worked out again can only be as good as the
-- spend: the furthest it may lie off is what half a digit more of spend over half a digit less of expenditure gives.
select
    figures.figure_id,
    figures.component,
    case figures.figure_id
        when 'G01' then 100 * numbers.spend / nullif(numbers.expenditure, 0)
        when 'G03' then numbers.style_shares
        when 'G04' then numbers.hr_cost
        when 'G05' then numbers.finance_cost
        when 'G06' then numbers.hr_cost + numbers.finance_cost
        when 'G07' then numbers.procurement_suitable
    end as warehouse_value,
    case figures.figure_id
        when 'G01'
            then
                100 * (numbers.spend + numbers.spend_precision)
                / nullif(numbers.expenditure - numbers.expenditure_precision, 0)
                - 100 * numbers.spend / nullif(numbers.expenditure, 0)
        else 0
    end as parts_tolerance
from {{ ref('published_figures') }} as figures
cross join numbers
where figures.figure_id in ('G01', 'G03', 'G04', 'G05', 'G06', 'G07')
