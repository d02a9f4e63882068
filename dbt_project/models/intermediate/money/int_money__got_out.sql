-- A recurrent saving is got again every year, so the benefit of a year is the yearly saving reached and the one-offs of
-- the year. Nothing is counted before the first year in which the party reports on the agreement.
with first_years as (
    select
        agreement_id,
        party_id,
        min(case when delivered_gbp is not null then financial_year end) as first_delivered_year,
        min(case when forecast_gbp is not null then financial_year end) as first_forecast_year
    from {{ ref('int_money__savings') }}
    group by agreement_id, party_id
),

line_years as (
    select
        savings.agreement_id,
        savings.party_id,
        savings.force_id,
        savings.financial_year,
        savings.kind in ('cashable', 'not_stated') as is_cash_kind,
        case
            when savings.financial_year >= first_years.first_delivered_year
                then
                    savings.cumulative_recurrent_gbp
                    + case when savings.recurrence = 'recurrent' then 0 else coalesce(savings.delivered_gbp, 0) end
        end as delivered_gbp,
        case
            when savings.financial_year >= first_years.first_delivered_year
                then
                    savings.cumulative_off_budget_gbp
                    + case when savings.recurrence = 'recurrent' then 0 else coalesce(savings.off_budget_gbp, 0) end
        end as off_budget_gbp,
        case
            when savings.financial_year >= first_years.first_forecast_year
                then
                    savings.cumulative_recurrent_forecast_gbp
                    + case when savings.recurrence = 'recurrent' then 0 else coalesce(savings.forecast_gbp, 0) end
        end as forecast_gbp
    from {{ ref('int_money__savings') }} as savings
    inner join first_years
        on savings.agreement_id = first_years.agreement_id and savings.party_id = first_years.party_id
),

benefits as (
    select
        agreement_id,
        party_id,
        force_id,
        financial_year,
        cast(sum(case when is_cash_kind then off_budget_gbp end) as {{ type_money() }}) as benefit_gbp,
        cast(
            sum(case when is_cash_kind then delivered_gbp - off_budget_gbp else delivered_gbp end)
            as {{ type_money() }}
        ) as other_benefit_gbp,
        cast(sum(case when is_cash_kind then forecast_gbp end) as {{ type_money() }}) as forecast_benefit_gbp
    from line_years
    group by agreement_id, party_id, force_id, financial_year
),

measures as (
    select
        agreement_id,
        financial_year,
        usage_measure,
        row_number() over (
            partition by agreement_id, financial_year
            order by
                case when lower(usage_measure) = 'deployments' then 0 else 1 end asc,
                count(*) desc,
                usage_measure asc nulls last
        ) as place
    from {{ ref('int_collaboration_register__usage') }}
    group by agreement_id, financial_year, usage_measure
),

used as (
    select
        given.agreement_id,
        given.party_id,
        given.force_id,
        given.financial_year,
        given.usage_measure,
        cast(given.quantity as {{ type_double() }}) as usage_quantity
    from {{ ref('int_collaboration_register__usage') }} as given
    inner join measures
        on
            given.agreement_id = measures.agreement_id
            and given.financial_year = measures.financial_year
            and given.usage_measure = measures.usage_measure
            and measures.place = 1
)

select
    coalesce(benefits.agreement_id, used.agreement_id) as agreement_id,
    coalesce(benefits.party_id, used.party_id) as party_id,
    coalesce(benefits.force_id, used.force_id) as force_id,
    coalesce(benefits.financial_year, used.financial_year) as financial_year,
    benefits.benefit_gbp,
    benefits.other_benefit_gbp,
    benefits.forecast_benefit_gbp,
    used.usage_measure,
    used.usage_quantity
from benefits
full outer join used
    on
        benefits.agreement_id = used.agreement_id
        and benefits.party_id = used.party_id
        and benefits.financial_year = used.financial_year
where
    benefits.benefit_gbp is not null
    or benefits.other_benefit_gbp is not null
    or benefits.forecast_benefit_gbp is not null
    or used.usage_quantity is not null
