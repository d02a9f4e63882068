select
    region,
    financial_year,
    worker_type,
    basis,
    pay_gbp,
    people,
    average_cost_gbp,
    forces_counted
from {{ ref('int_money__average_people_costs') }}
