-- What the agreement of a case costs in each year. An exit costs in the year in which the agreement ends or the party
-- leaves, whichever year the register gives it for; while nobody leaves it costs nothing.
with costs as (
    select
        costs.agreement_id,
        costs.party_id,
        costs.kind,
        costs.expected_gbp,
        case
            when costs.kind = 'exit' then {{ start_year_of('ends.end_date') }}
            else {{ start_of_financial_year('costs.financial_year') }}
        end as year_start
    from {{ ref('int_money__costs') }} as costs
    left join {{ ref('int_agreement_life__ends') }} as ends
        on costs.agreement_id = ends.agreement_id and costs.party_id = ends.party_id
    where costs.kind in ('set_up', 'running', 'exit') and costs.expected_gbp is not null
)

select
    cases.case_id,
    costs.year_start,
    sum(case when costs.kind = 'set_up' then costs.expected_gbp end) as set_up_gbp,
    sum(case when costs.kind = 'running' then costs.expected_gbp end) as running_gbp,
    sum(case when costs.kind = 'exit' then costs.expected_gbp end) as exit_gbp,
    min(cases.is_only_function) as is_attributable
from {{ ref('int_appraisal__cases') }} as cases
inner join costs
    on
        cases.agreement_id = costs.agreement_id
        and (cases.party_id = costs.party_id or cases.takes_costs_of_each)
where costs.year_start is not null
group by cases.case_id, costs.year_start
