{{ config(meta={'rows_of_a_year_from': 'that year'}) }}
-- What a function costs every force, year by year, next to whom it shares the function with and what it pays others.
-- Who shares is what registers say at the end of the year. An agreement that is live today and whose start no register
-- dates stands apart: it may have run in the year or not.
with costs as (
    select positions.*
    from {{ ref('force_position') }} as positions
    inner join {{ ref('dim_average_method') }} as methods
        on
            positions.average_method = methods.average_method
            and methods.is_default
    inner join {{ ref('int_measures__cost_of_year') }} as costs_of_years
        on
            positions.financial_year = costs_of_years.financial_year
            and positions.measure_id = costs_of_years.measure_id
    inner join {{ ref('dim_poa_heading') }} as headings
        on
            positions.heading_id = headings.heading_id
            and headings.level in (1, 2)
),

payments as (
    select
        force_id,
        financial_year,
        heading_id,
        max(case when line = 'paid_to_other_forces' then amount_gbp end) as paid_to_other_forces_gbp,
        max(case when line = 'received_from_other_forces' then amount_gbp end) as received_from_other_forces_gbp
    from {{ ref('expenditure_lines') }}
    where line in ('paid_to_other_forces', 'received_from_other_forces')
    group by force_id, financial_year, heading_id
),

filed as (
    {{ agreement_headings_with_netted() | indent(4) }}
),

shared as (
    select distinct
        filed.heading_id,
        parties.financial_year,
        parties.force_id,
        parties.agreement_id
    from {{ ref('int_national_picture__forces') }} as parties
    inner join filed
        on parties.agreement_id = filed.agreement_id
),

agreements as (
    select
        shared.heading_id,
        shared.financial_year,
        shared.force_id,
        count(*) as agreements,
        {{ joined_text('agreements.title', '; ') }} as agreement_titles
    from shared
    inner join {{ ref('agreements') }} as agreements
        on shared.agreement_id = agreements.agreement_id
    group by shared.heading_id, shared.financial_year, shared.force_id
),

partners as (
    select distinct
        shared.heading_id,
        shared.financial_year,
        shared.force_id,
        forces.force_name
    from shared
    inner join shared as others
        on
            shared.heading_id = others.heading_id
            and shared.financial_year = others.financial_year
            and shared.agreement_id = others.agreement_id
            and shared.force_id <> others.force_id
    inner join {{ ref('dim_force') }} as forces
        on others.force_id = forces.force_id
),

partner_names as (
    select
        heading_id,
        financial_year,
        force_id,
        {{ joined_text('force_name', ', ') }} as partners
    from partners
    group by heading_id, financial_year, force_id
),

undated as (
    select distinct
        filed.heading_id,
        parties.force_id,
        parties.agreement_id
    from {{ ref('agreement_parties') }} as parties
    inner join {{ ref('agreements') }} as agreements
        on parties.agreement_id = agreements.agreement_id
    inner join filed
        on parties.agreement_id = filed.agreement_id
    where
        agreements.is_live
        and agreements.start_date is null
        and coalesce(parties.role, 'partner') <> 'observer'
        and parties.is_party_today
),

undated_partners as (
    select distinct
        undated.heading_id,
        undated.force_id,
        forces.force_name
    from undated
    inner join undated as others
        on
            undated.heading_id = others.heading_id
            and undated.agreement_id = others.agreement_id
            and undated.force_id <> others.force_id
    inner join {{ ref('dim_force') }} as forces
        on others.force_id = forces.force_id
),

undated_names as (
    select
        heading_id,
        force_id,
        {{ joined_text('force_name', ', ') }} as partners
    from undated_partners
    group by heading_id, force_id
),

cells as (
    select
        force_id,
        financial_year,
        heading_id,
        submission_id,
        sheet,
        sheet_rows
    from {{ ref('int_national_tables__figures') }}
    where item = 'net_revenue_expenditure' and item_group is null
)

select
    costs.heading_id,
    costs.financial_year,
    costs.force_id,
    costs.measure_id,
    cast(costs.numerator as {{ type_money() }}) as net_revenue_expenditure_gbp,
    cast(costs.value as decimal(18, 4)) as nre_per_head_gbp,
    cast(costs.value_real as decimal(18, 4)) as nre_per_head_gbp_real,
    costs.price_base_year,
    cast(costs.average_value as decimal(18, 4)) as average_gbp,
    costs.difference_pct,
    costs.rank_desc,
    costs.forces_reporting,
    costs.is_comparable,
    costs.reported_state,
    payments.paid_to_other_forces_gbp,
    payments.received_from_other_forces_gbp,
    cast(coalesce(agreements.agreements, 0) as integer) as agreements,
    agreements.agreement_titles,
    partner_names.partners,
    undated_names.partners as partners_undated,
    costs.submission_id,
    cells.sheet,
    cells.sheet_rows
from costs
left join payments
    on
        costs.force_id = payments.force_id
        and costs.financial_year = payments.financial_year
        and costs.heading_id = payments.heading_id
left join agreements
    on
        costs.force_id = agreements.force_id
        and costs.financial_year = agreements.financial_year
        and costs.heading_id = agreements.heading_id
left join partner_names
    on
        costs.force_id = partner_names.force_id
        and costs.financial_year = partner_names.financial_year
        and costs.heading_id = partner_names.heading_id
left join undated_names
    on
        costs.force_id = undated_names.force_id
        and costs.heading_id = undated_names.heading_id
left join cells
    on
        costs.submission_id = cells.submission_id
        and costs.force_id = cells.force_id
        and costs.financial_year = cells.financial_year
        and coalesce(costs.mapped_from_heading_id, costs.heading_id) = cells.heading_id
