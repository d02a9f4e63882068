-- Pay of officers and staff beside the officers and staff it is for. Designated officers are paid as staff and counted
-- where they are reported; PCSOs have a line of their own on both returns and are left out of both.
with pay as (
    select
        submission_id,
        force_id,
        financial_year,
        heading_id,
        max(case when line = 'police_officer_pay' then amount_gbp end) as officer_pay_gbp,
        max(case when line = 'police_staff_pay' then amount_gbp end) as staff_pay_gbp,
        sum(amount_gbp) as reported_pay_gbp
    from {{ ref('int_expenditure__conformed') }}
    where line in ('police_officer_pay', 'police_staff_pay')
    group by submission_id, force_id, financial_year, heading_id
),

workforce as (
    select
        force_id,
        financial_year,
        heading_id,
        max(case when worker_type = 'police_officer' then people end) as officer_fte,
        max(case when worker_type = 'police_staff' then people end) as staff_fte,
        sum(people) as reported_fte
    from {{ ref('int_workforce_returns__conformed') }}
    where basis = 'fte' and worker_type in ('police_officer', 'police_staff', 'designated_officer')
    group by force_id, financial_year, heading_id
),

returned as (
    select
        force_id,
        financial_year
    from {{ ref('int_force_returns__workforce_submissions') }}
)

select
    pay.submission_id,
    pay.force_id,
    pay.financial_year,
    pay.heading_id,
    pay.reported_pay_gbp,
    workforce.reported_fte,
    case
        when pay.officer_pay_gbp is not null and pay.staff_pay_gbp is not null
            then cast(pay.officer_pay_gbp + pay.staff_pay_gbp as {{ type_money() }})
    end as pay_gbp,
    case
        when workforce.officer_fte is not null and workforce.staff_fte is not null
            then cast(workforce.reported_fte as {{ type_double() }})
    end as fte
from pay
inner join returned
    on
        pay.force_id = returned.force_id
        and pay.financial_year = returned.financial_year
inner join workforce
    on
        pay.force_id = workforce.force_id
        and pay.financial_year = workforce.financial_year
        and pay.heading_id = workforce.heading_id
