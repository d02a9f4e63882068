-- A recurrent saving comes again every year, so each line of savings has a row for every year of its programme, not
-- only for the years in which something was taken out of the budget.
with benefits as (
    select
        benefits.*,
        -- A benefit of an agreement nobody listed keeps its line; the relationship test of savings reports it.
        coalesce(agreements.programme, 'not stated') as programme
    from {{ ref('int_collaboration_register__benefits') }} as benefits
    left join {{ ref('int_collaboration_register__agreements') }} as agreements
        on benefits.agreement_id = agreements.agreement_id
),

-- Delivery is carried no further than the last year the force reported on, or a saving would be claimed unseen.
programme_years as (
    select
        programme,
        party_id,
        min(financial_year) as first_year,
        max(financial_year) as last_year,
        max(case when delivered_gbp is not null then financial_year end) as last_delivered_year,
        max(case when forecast_gbp is not null then financial_year end) as last_forecast_year
    from benefits
    group by programme, party_id
),

saving_lines as (
    select distinct
        programme,
        agreement_id,
        party_id,
        force_id,
        heading_id,
        function_name,
        kind,
        recurrence
    from benefits
),

line_years as (
    select
        saving_lines.*,
        years.financial_year,
        years.financial_year <= programme_years.last_delivered_year as is_delivery_known,
        years.financial_year <= programme_years.last_forecast_year as is_forecast_known
    from saving_lines
    inner join programme_years
        on saving_lines.programme = programme_years.programme and saving_lines.party_id = programme_years.party_id
    inner join {{ ref('financial_years') }} as years
        on years.financial_year between programme_years.first_year and programme_years.last_year
)

select
    line_years.programme,
    line_years.agreement_id,
    line_years.party_id,
    line_years.force_id,
    line_years.financial_year,
    line_years.heading_id,
    line_years.function_name,
    line_years.kind,
    line_years.recurrence,
    benefits.forecast_gbp,
    benefits.delivered_gbp,
    line_years.is_delivery_known,
    line_years.is_forecast_known,
    benefits.source_document,
    benefits.source_place,
    benefits.note,
    benefits.submission_id
from line_years
left join benefits
    on
        line_years.agreement_id = benefits.agreement_id
        and line_years.party_id = benefits.party_id
        and line_years.function_name = benefits.function_name
        and line_years.kind = benefits.kind
        and line_years.recurrence = benefits.recurrence
        and line_years.financial_year = benefits.financial_year
