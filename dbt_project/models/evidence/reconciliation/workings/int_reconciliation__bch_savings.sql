with cambridgeshire as (
    select
        financial_year,
        cast(recurrent_delivered_gbp as double) as recurrent_gbp,
        cast(cumulative_recurrent_gbp as double) as cumulative_gbp,
        cast(total_to_date_gbp as double) as total_gbp
    from {{ ref('programme_savings') }}
    where programme = 'Bedfordshire, Cambridgeshire and Hertfordshire' and force_id = 'cambridgeshire'
),

change_team as (
    select
        financial_year,
        cast(sum(change_team_cost_to_date_gbp) as double) as cost_gbp
    from {{ ref('programme_savings') }}
    where programme = 'Bedfordshire, Cambridgeshire and Hertfordshire'
    group by financial_year
)

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
