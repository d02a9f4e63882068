-- Rows returned: totals of Figure 5 (officers, staff, both) that the rows of the figure do not add up to.
with printed as (
    select
        component,
        value
    from {{ ref('published_statistics') }}
    where source_document = 'working-together-2013' and statistic_id = 'em_workforce_in_collaboration'
),

people as (
    select
        worker_type,
        people
    from {{ ref('workforce_in_collaboration') }}
    where source_document = 'working-together-2013' and basis = 'people' and as_at = cast('2013-03-31' as date)
),

added_up as (
    select
        worker_type as component,
        sum(people) as value
    from people
    group by worker_type
    union all
    select
        'total' as component,
        sum(people) as value
    from people
)

select
    printed.component,
    printed.value as printed_value,
    added_up.value as added_up_value
from printed
left join added_up on printed.component = added_up.component
where added_up.value is null or added_up.value <> printed.value
