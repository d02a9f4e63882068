-- Figures of 2009 followed through the national tables: for each year the quantity that is nearest to what was printed.
with figures as (
    select
        financial_year,
        force_id,
        replace(heading_id, 'support-functions/', '') as part,
        item,
        amount
    from {{ ref('national_table_figures') }}
    where
        item_group = 'by_heading'
        and heading_id in ('all-functions', 'support-functions/human-resources', 'support-functions/finance')
),

by_force as (
    select
        financial_year,
        force_id,
        max(case when part = 'human-resources' and item = 'net_revenue_expenditure' then amount end) as hr,
        max(case when part = 'human-resources' and item = 'gross_expenditure' then amount end) as gross_hr,
        max(case when part = 'finance' and item = 'net_revenue_expenditure' then amount end) as finance,
        max(case when part = 'finance' and item = 'gross_expenditure' then amount end) as gross_finance,
        max(case when part = 'all-functions' and item = 'net_revenue_expenditure' then amount end) as net_expenditure,
        max(case when part = 'all-functions' and item = 'gross_expenditure' then amount end) as gross_expenditure,
        max(case when part = 'all-functions' and item = 'police_officer' then amount end)
        + max(case when part = 'all-functions' and item = 'police_staff' then amount end)
        + max(case when part = 'all-functions' and item = 'pcso' then amount end) as posts
    from figures
    group by financial_year, force_id
),

national as (
    select
        financial_year,
        {{ sum_if_complete('cast(hr + finance as ' ~ type_measured() ~ ')', type_double()) }} as hr_and_finance,
        {{ sum_if_complete('cast(gross_hr + gross_finance as ' ~ type_measured() ~ ')', type_double()) }}
            as gross_hr_and_finance,
        {{ sum_if_complete('cast(net_expenditure as ' ~ type_measured() ~ ')', type_double()) }} as net_expenditure,
        {{ sum_if_complete('cast(gross_expenditure as ' ~ type_measured() ~ ')', type_double()) }} as gross_expenditure
    from by_force
    group by financial_year
),

-- The chart of 2009 left four forces out as outliers without naming them: here the two highest and the two lowest.
per_post as (
    select
        financial_year,
        'human resources' as series,
        hr / nullif(posts, 0) as cost_per_post
    from by_force
    union all
    select
        financial_year,
        'finance' as series,
        finance / nullif(posts, 0) as cost_per_post
    from by_force
),

places as (
    select
        financial_year,
        series,
        cost_per_post,
        row_number() over (partition by financial_year, series order by cost_per_post desc nulls last) as from_the_top,
        row_number() over (partition by financial_year, series order by cost_per_post asc nulls last) as from_the_bottom
    from per_post
    where cost_per_post is not null
),

spread as (
    select
        financial_year,
        series,
        max(cost_per_post) / nullif(min(cost_per_post), 0) as ratio
    from places
    where from_the_top > 2 and from_the_bottom > 2
    group by financial_year, series
),

-- An edition that does not print one of the amounts has no share.
collaboration as (
    select
        financial_year,
        spending_type,
        {{ sum_if_complete('cast(amount_gbp as ' ~ type_measured() ~ ')', type_double()) }} as amount
    from {{ ref('force_spending_by_type') }}
    where spending_type in ('paid_to_other_forces', 'received_from_other_forces', 'gross_expenditure')
    group by financial_year, spending_type
),

followed as (
    select
        'G06' as figure_id,
        'cost' as series,
        financial_year,
        hr_and_finance / 1000000 as warehouse_value
    from national
    union all
    select
        'G08' as figure_id,
        'share of net revenue expenditure' as series,
        financial_year,
        100 * hr_and_finance / nullif(net_expenditure, 0) as warehouse_value
    from national
    union all
    select
        'G08' as figure_id,
        'share of gross expenditure' as series,
        financial_year,
        100 * gross_hr_and_finance / nullif(gross_expenditure, 0) as warehouse_value
    from national
    union all
    select
        'G70' as figure_id,
        series,
        financial_year,
        ratio as warehouse_value
    from spread
    union all
    select
        'G01' as figure_id,
        replace(parts.spending_type, '_', ' ') as series,
        parts.financial_year,
        100 * parts.amount / nullif(whole.amount, 0) as warehouse_value
    from collaboration as parts
    inner join collaboration as whole
        on parts.financial_year = whole.financial_year and whole.spending_type = 'gross_expenditure'
    where parts.spending_type <> 'gross_expenditure'
)

select
    figure_id,
    series,
    financial_year,
    cast(warehouse_value as {{ type_double() }}) as warehouse_value
from followed
where warehouse_value is not null
