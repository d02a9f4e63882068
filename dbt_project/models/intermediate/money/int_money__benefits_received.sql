-- The benefit of a year is what the lines of the party save in it: recurrent savings that run, and the one-offs of the
-- year. The recurrent part stands apart, because a one-off is no yearly benefit.
with line_years as (
    select
        agreement_id,
        party_id,
        force_id,
        financial_year,
        kind in ('cashable', 'not_stated') as is_cash_kind,
        measure,
        case when recurrence = 'recurrent' then recurrent_off_budget_gbp end as recurrent_gbp,
        recurrent_off_budget_gbp + one_off_off_budget_gbp as off_budget_gbp,
        recurrent_gbp + one_off_gbp as in_year_gbp
    from {{ ref('int_money__savings_by_year') }}
    where is_shown and is_known and year_basis in ('named', 'carried_on')
),

benefits as (
    select
        agreement_id,
        party_id,
        max(force_id) as force_id,
        financial_year,
        cast(sum(case when measure = 'delivered' and is_cash_kind then off_budget_gbp end) as {{ type_money() }})
            as benefit_gbp,
        cast(
            sum(
                case
                    when measure = 'delivered' and is_cash_kind then in_year_gbp - off_budget_gbp
                    when measure = 'delivered' then in_year_gbp
                end
            ) as {{ type_money() }}
        ) as other_benefit_gbp,
        cast(sum(case when measure = 'forecast' and is_cash_kind then off_budget_gbp end) as {{ type_money() }})
            as forecast_benefit_gbp,
        cast(sum(case when measure = 'delivered' and is_cash_kind then recurrent_gbp end) as {{ type_money() }})
            as recurrent_benefit_gbp,
        cast(sum(case when measure = 'forecast' and is_cash_kind then recurrent_gbp end) as {{ type_money() }})
            as recurrent_forecast_gbp
    from line_years
    group by agreement_id, party_id, financial_year
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
    from {{ ref('int_collaboration_register__settled_usage') }}
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
    from {{ ref('int_collaboration_register__settled_usage') }} as given
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
    benefits.recurrent_benefit_gbp,
    benefits.recurrent_forecast_gbp,
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
