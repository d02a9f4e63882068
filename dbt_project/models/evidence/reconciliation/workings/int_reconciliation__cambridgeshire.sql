-- The place of Cambridgeshire among the forces in the estimates of 2017/18: from the highest in net revenue
-- expenditure, and from the lowest per resident of mid-2016, the population of the profiles of November 2017.
with costs as (
    select
        figures.force_id,
        figures.amount,
        figures.amount / residents.population as cost_per_head
    from {{ ref('national_table_figures') }} as figures
    left join {{ ref('force_population') }} as residents
        on figures.force_id = residents.force_id and residents.mid_year = 2016
    where
        figures.financial_year = '2017/18'
        and figures.heading_id = 'all-functions'
        and figures.item_group = 'by_heading'
        and figures.item = 'net_revenue_expenditure'
        and figures.amount is not null
),

places as (
    select
        force_id,
        cost_per_head,
        rank() over (order by amount desc nulls last) as place_in_cost,
        rank() over (order by cost_per_head asc nulls last) as place_in_cost_per_head
    from costs
)

select
    'G51' as figure_id,
    'whole' as component,
    cast(place_in_cost as {{ type_double() }}) as warehouse_value
from places
where force_id = 'cambridgeshire'
union all
select
    'G52' as figure_id,
    'whole' as component,
    cast(place_in_cost_per_head as {{ type_double() }}) as warehouse_value
from places
where force_id = 'cambridgeshire' and cost_per_head is not null
