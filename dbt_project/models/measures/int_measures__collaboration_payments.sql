-- What forces pay one another and receive from one another for collaboration. Of a whole force, national policing is
-- left out in every year; by heading the edition of 2012 alone prints it.
with payments as (
    select
        force_id,
        financial_year,
        heading_id,
        line as quantity,
        basis,
        cast(amount_gbp as {{ type_measured() }}) as amount,
        cast(null as integer) as population_mid_year,
        reported_state,
        submission_id
    from {{ ref('int_measures__expenditure') }}
    where
        basis = 'estimate'
        and heading_id <> 'all-functions'
        and line in ('paid_to_other_forces', 'received_from_other_forces', 'gross_expenditure')
    union all
    select
        force_id,
        financial_year,
        'all-functions' as heading_id,
        spending_type as quantity,
        'estimate' as basis,
        cast(amount_gbp as {{ type_measured() }}) as amount,
        cast(null as integer) as population_mid_year,
        reported_state,
        submission_id
    from {{ ref('int_national_tables__spending') }}
    where
        spending_type in ('paid_to_other_forces', 'received_from_other_forces')
        or spending_group = 'total' and spending_type = 'gross_expenditure'
),

residents as (
    {{ population_quantity('every-heading') | indent(4) }}
),

paid_by_heading as (
    select distinct
        financial_year,
        heading_id
    from payments
),

quantities as (
    select * from payments
    union all
    select
        residents.force_id,
        residents.financial_year,
        paid_by_heading.heading_id,
        residents.quantity,
        residents.basis,
        residents.amount,
        residents.population_mid_year,
        residents.reported_state,
        residents.submission_id
    from residents
    inner join paid_by_heading
        on residents.financial_year = paid_by_heading.financial_year
)

{{ ratios_of('collaboration_payments', 'quantities') }}
