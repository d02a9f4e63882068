-- One row per region, year and basis: what an officer and a member of staff cost on average.
select
    region,
    financial_year,
    basis,
    max(case when worker_type = 'police_officer' then average_cost_gbp end) as officer_gbp,
    max(case when worker_type = 'police_staff' then average_cost_gbp end) as staff_gbp
from {{ ref('int_money__average_people_costs') }}
group by region, financial_year, basis
