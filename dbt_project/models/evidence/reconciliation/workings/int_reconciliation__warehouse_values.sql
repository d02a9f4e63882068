with figures as (
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
    from {{ ref('int_reconciliation__bch_savings') }}
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
