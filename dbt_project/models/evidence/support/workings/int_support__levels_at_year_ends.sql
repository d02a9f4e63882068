{{ config(materialized='table') }}
with standing as (
    select
        decisions.*,
        years.financial_year,
        years.start_year,
        row_number() over (
            partition by decisions.heading_id, years.financial_year
            order by
                decisions.is_own desc nulls last,
                decisions.decided_on desc nulls last,
                decisions.level_of_support desc nulls last,
                decisions.decision_id asc nulls last
        ) as place
    from {{ ref('int_support__decisions') }} as decisions
    inner join {{ ref('financial_years') }} as years
        on
            decisions.valid_from <= years.ends_on
            and coalesce(decisions.valid_to, years.ends_on) >= years.ends_on
),

coverage as (
    select
        heading_id,
        financial_year,
        forces_collaborating
    from {{ ref('int_support__coverage') }}
)

select
    standing.heading_id,
    standing.financial_year,
    standing.decided_heading_id,
    standing.decision_id,
    standing.level_of_support,
    standing.level_name,
    standing.reason,
    standing.decided_on,
    standing.is_illustrative,
    then_covered.financial_year as decided_in_year,
    -- Encourage is level 2: only where that is what stands can one ask what came of it.
    case
        when standing.level_of_support <> 2 then null
        when now_covered.forces_collaborating > then_covered.forces_collaborating then 0
        when now_covered.forces_collaborating <= then_covered.forces_collaborating
            then standing.start_year - ({{ start_year_of('standing.decided_on') }})
    end as years_without_progress
from standing
left join coverage as now_covered
    on
        standing.heading_id = now_covered.heading_id
        and standing.financial_year = now_covered.financial_year
left join coverage as then_covered
    on
        standing.heading_id = then_covered.heading_id
        and {{ financial_year_from(start_year_of('standing.decided_on')) }} = then_covered.financial_year
where standing.place = 1
