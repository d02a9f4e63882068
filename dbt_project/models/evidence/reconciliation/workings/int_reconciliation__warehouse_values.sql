-- Savings of Bedfordshire, Cambridgeshire and Hertfordshire are read from the table of programmes; other figures have a
-- model each.
with cambridgeshire as (
    select
        financial_year,
        cast(recurrent_delivered_gbp as {{ type_double() }}) as recurrent_gbp,
        cast(cumulative_recurrent_gbp as {{ type_double() }}) as cumulative_gbp,
        cast(total_to_date_gbp as {{ type_double() }}) as total_gbp
    from {{ ref('programme_savings') }}
    where programme = 'Bedfordshire, Cambridgeshire and Hertfordshire' and force_id = 'cambridgeshire'
),

change_team as (
    select
        financial_year,
        cast(sum(change_team_cost_to_date_gbp) as {{ type_double() }}) as cost_gbp
    from {{ ref('programme_savings') }}
    where programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'
    group by financial_year
),

bch_savings as (
    select
        figures.figure_id,
        figures.component,
        case figures.figure_id
            when 'G40' then cambridgeshire.recurrent_gbp / 1000
            when 'G41' then cambridgeshire.cumulative_gbp / 1000
            when 'G42' then cambridgeshire.total_gbp / 1000
            when 'G43' then change_team.cost_gbp / 1000
        end as warehouse_value
    from {{ ref('published_figures') }} as figures
    left join cambridgeshire on figures.component = cambridgeshire.financial_year
    left join change_team on figures.component = change_team.financial_year
    where figures.figure_id in ('G40', 'G41', 'G42', 'G43')
),

figures as (
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__national_picture') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__east_midlands') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__delivery_by_function') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__business_cases') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from bch_savings
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__as_printed') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__east_midlands_costs') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__cambridgeshire') }}
    union all
    select
        figure_id,
        component,
        warehouse_value,
        null as warehouse_text
    from {{ ref('int_reconciliation__functions_of_people') }}
    union all
    select
        figure_id,
        'whole' as component,
        null as warehouse_value,
        case when warehouse_value >= 2 then 'at least twice' else 'less than twice' end as warehouse_text
    from {{ ref('int_reconciliation__since') }}
    where figure_id = 'G70' and series = 'human resources' and financial_year = '2012/13'
    union all
    select
        figure_id,
        component,
        null as warehouse_value,
        warehouse_text
    from {{ ref('int_reconciliation__outcomes') }}
)

select
    figure_id,
    component,
    cast(round(cast(warehouse_value as double), 4) as decimal(18, 4)) as warehouse_value,
    cast(warehouse_text as {{ type_text() }}) as warehouse_text
from figures
