-- The review of 2013 divides simple averages of net revenue expenditure per head: of the East Midlands forces that
-- report a spend on a function, and of the forces outside London that do, those of the region among them (its footnotes
-- 24 and 25). Residents are those that the same edition of the value for money data prints.
with functions as (
    {{ typed_rows([
        {'component': 'economic crime', 'heading_id': 'investigations/economic-crime'},
        {'component': 'procurement', 'heading_id': 'support-functions/procurement'},
        {'component': 'fleet', 'heading_id': 'support-functions/fleet'},
        {'component': 'specialist investigation', 'heading_id': 'investigations/specialist-investigation-units'},
        {'component': 'serious and organised crime', 'heading_id': 'investigations/serious-and-organised-crime'},
        {'component': 'major investigations', 'heading_id': 'investigations/major-investigations'},
    ]) | indent(4) }}
),

per_head as (
    select
        functions.component,
        forces.home_office_region,
        costs.amount / residents.population as cost_per_head
    from {{ ref('national_table_figures') }} as costs
    inner join functions
        on costs.heading_id = functions.heading_id
    inner join {{ ref('profile_populations') }} as residents
        on
            costs.force_id = residents.force_id
            and costs.financial_year = residents.financial_year
    inner join {{ ref('dim_force') }} as forces
        on costs.force_id = forces.force_id
    where
        costs.financial_year = '2012/13'
        and costs.item_group = 'by_heading'
        and costs.item = 'net_revenue_expenditure'
        and costs.amount <> 0
        and not forces.is_metropolitan
        and not forces.is_city_of_london
)

select
    'G30' as figure_id,
    component,
    100 * (
        {{ exact_mean("case when home_office_region = 'East Midlands' then cost_per_head end") }}
        / ({{ exact_mean('cost_per_head') }}) - 1
    ) as warehouse_value
from per_head
group by component
