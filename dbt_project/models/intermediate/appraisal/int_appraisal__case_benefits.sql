-- What the lines of a case are forecast to save in each year of its appraisal.
select
    cases.case_id,
    savings.start_year as year_start,
    max(case when savings.year_basis in ('named', 'carried_on', 'after_the_end') then 1 else 0 end) = 1 as is_stated,
    sum(savings.recurrent_off_budget_gbp) as recurrent_gbp,
    sum(savings.recurrent_off_budget_gbp + savings.one_off_off_budget_gbp) as benefit_gbp,
    sum(
        savings.recurrent_gbp + savings.one_off_gbp
        - savings.recurrent_off_budget_gbp - savings.one_off_off_budget_gbp
    ) as other_benefit_gbp
from {{ ref('int_appraisal__cases') }} as cases
inner join {{ ref('int_money__savings_by_year') }} as savings
    on
        cases.agreement_id = savings.agreement_id
        and (cases.party_id = savings.party_id or cases.takes_benefits_of_each)
        and (cases.is_only_function or cases.line_key = savings.line_key)
        and savings.measure = 'forecast'
        and savings.is_known
        and cases.year_zero <= savings.start_year
        and cases.year_zero + cases.appraisal_years > savings.start_year
group by cases.case_id, savings.start_year
