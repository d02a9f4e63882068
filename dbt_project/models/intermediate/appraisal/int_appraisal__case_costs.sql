select
    cases.case_id,
    {{ start_of_financial_year('costs.financial_year') }} as year_start,
    sum(case when costs.kind = 'set_up' then costs.expected_gbp end) as set_up_gbp,
    sum(case when costs.kind = 'running' then costs.expected_gbp end) as running_gbp,
    min(cases.is_only_function) as is_attributable
from {{ ref('int_appraisal__cases') }} as cases
inner join {{ ref('int_money__costs') }} as costs
    on
        cases.agreement_id = costs.agreement_id
        and (cases.party_id = costs.party_id or cases.takes_costs_of_each)
where costs.kind in ('set_up', 'running') and costs.expected_gbp is not null
group by cases.case_id, {{ start_of_financial_year('costs.financial_year') }}
