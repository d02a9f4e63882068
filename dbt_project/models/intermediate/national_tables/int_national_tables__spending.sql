{{ config(materialized='table') }}
-- Kinds of cost, income and funding of a whole force, and the gross expenditure that kinds of cost are a share of. The
-- edition of 2012 prints them by heading only; of it, as of the later editions, national policing is left out.
with figures as (
    select * from {{ ref('int_national_tables__figures') }}
    where unit = 'GBP'
),

kinds as (
    {{ typed_rows([
        {'spending_type': 'gross_expenditure', 'spending_group': 'total'},
        {'spending_type': 'temporary_and_agency_staff', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'injury_and_ill_health', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'restructuring_training_and_conferences', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'remaining_employee_costs', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'premises', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'transport', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'supplies_and_services', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'paid_to_other_forces', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'other_third_party_payments', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'capital_financing', 'spending_group': 'non_staff_cost'},
        {'spending_type': 'partnership_income', 'spending_group': 'income'},
        {'spending_type': 'sales_fees_charges_and_rents', 'spending_group': 'income'},
        {'spending_type': 'special_police_services', 'spending_group': 'income'},
        {'spending_type': 'received_from_other_forces', 'spending_group': 'income'},
        {'spending_type': 'other_reimbursed_income', 'spending_group': 'income'},
        {'spending_type': 'interest', 'spending_group': 'income'},
        {'spending_type': 'government_grants', 'spending_group': 'income'},
    ]) | indent(4) }}
),

printed_by_type as (
    select distinct financial_year
    from figures
    where item_group = 'non_staff_cost'
),

from_headings as (
    select
        whole.force_id,
        whole.financial_year,
        kinds.spending_group,
        kinds.spending_type,
        whole.amount - national_policing.amount as amount,
        {{ state_of_quotient('whole.reported_state', 'national_policing.reported_state') }} as reported_state,
        whole.submission_id
    from figures as whole
    inner join kinds
        on whole.item = kinds.spending_type
    inner join figures as national_policing
        on
            national_policing.heading_id = 'national-policing'
            and national_policing.item_group is null
            and whole.force_id = national_policing.force_id
            and whole.financial_year = national_policing.financial_year
            and whole.item = national_policing.item
    left join printed_by_type
        on whole.financial_year = printed_by_type.financial_year
    where
        whole.heading_id = 'all-functions'
        and whole.item_group is null
        and (kinds.spending_group = 'total' or printed_by_type.financial_year is null)
),

-- The edition of 2010 has no national policing to leave out, and prints gross expenditure in parts: pay by kind of
-- worker, and non-staff costs.
gross_of_parts as (
    select
        force_id,
        financial_year,
        'total' as spending_group,
        'gross_expenditure' as spending_type,
        {{ sum_if_complete('amount', type_measured()) }} as amount,
        case when count(amount) = count(*) then 'reported' else 'not_reported' end as reported_state,
        submission_id
    from figures
    where item_group = 'workforce_cost' or item = 'non_staff_costs'
    group by force_id, financial_year, submission_id
),

spending as (
    select
        force_id,
        financial_year,
        item_group as spending_group,
        item as spending_type,
        amount,
        reported_state,
        submission_id
    from figures
    where item_group is not null
    union all
    select * from from_headings
    union all
    select * from gross_of_parts
)

select
    force_id,
    financial_year,
    spending_group,
    spending_type,
    concat(replace(spending_group, '_', '-'), '/', replace(spending_type, '_', '-')) as heading_id,
    cast(amount as {{ type_money() }}) as amount_gbp,
    reported_state,
    submission_id
from spending
