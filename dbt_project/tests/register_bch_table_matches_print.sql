-- Rows returned: cells of the 2018 savings table where the marts differ, by a penny or more, from the totals that the
-- report prints. The totals are held as statistics; the marts work them out from the lines. Once a later document
-- restates a saving, the totals printed in 2018 no longer bind, and the reconciliation alone says what changed.
with printed as (
    select
        statistic_id,
        component,
        value
    from {{ ref('published_statistics') }}
    where source_document = 'bch-collaboration-update-2018'
),

programme as (
    select *
    from {{ ref('programme_savings') }}
    where programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'
),

restated as (
    select count(*) as saving_rows
    from {{ ref('savings') }}
    where
        programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'
        and force_id = 'cambridgeshire'
        and source_document <> 'bch-collaboration-update-2018'
),

worked_out as (
    select
        'bch_total_recurrent' as statistic_id,
        financial_year as component,
        recurrent_delivered_gbp as value
    from programme
    where force_id = 'cambridgeshire'
    union all
    select
        'bch_annual_cumulative' as statistic_id,
        financial_year as component,
        cumulative_recurrent_gbp as value
    from programme
    where force_id = 'cambridgeshire'
    union all
    select
        'bch_total_savings' as statistic_id,
        financial_year as component,
        total_to_date_gbp as value
    from programme
    where force_id = 'cambridgeshire'
    union all
    select
        'bch_change_team_cumulative' as statistic_id,
        financial_year as component,
        sum(change_team_cost_to_date_gbp) as value
    from programme
    group by financial_year
    union all
    select
        'bch_delivered_total' as statistic_id,
        function_name as component,
        sum(delivered_gbp) as value
    from {{ ref('savings') }}
    where programme = 'Bedfordshire, Cambridgeshire and Hertfordshire' and force_id = 'cambridgeshire'
    group by function_name
    union all
    select
        'bch_delivered_total' as statistic_id,
        'Total' as component,
        sum(recurrent_delivered_gbp) as value
    from programme
    where force_id = 'cambridgeshire'
)

select
    printed.statistic_id,
    printed.component,
    printed.value as printed_value,
    worked_out.value as worked_out_value
from printed
cross join restated
left join worked_out
    on printed.statistic_id = worked_out.statistic_id and printed.component = worked_out.component
where
    restated.saving_rows = 0
    and printed.statistic_id in (
        'bch_total_recurrent',
        'bch_annual_cumulative',
        'bch_total_savings',
        'bch_change_team_cumulative',
        'bch_delivered_total'
    )
    and (worked_out.value is null or worked_out.value <> printed.value)
