-- What leaving would cost a force, compared with what staying yields it per year. Only a recurrent saving is yielded
-- per year; a one-off is not.
with members as (
    select distinct
        parties.agreement_id,
        parties.party_id,
        parties.force_id,
        cast(agreements.notice_months as integer) as notice_months,
        coalesce(agreements.exit_rule, 'not_stated') as exit_rule
    from {{ ref('agreement_parties') }} as parties
    inner join {{ ref('agreements') }} as published on parties.agreement_id = published.agreement_id
    inner join {{ ref('int_collaboration_register__settled_agreements') }} as agreements
        on parties.agreement_id = agreements.agreement_id
    where
        published.is_live
        and parties.force_id is not null
        and parties.role in ('lead', 'host', 'partner')
        and parties.is_party_today
),

contributions as (
    select
        *,
        row_number() over (partition by agreement_id, party_id order by financial_year desc nulls last) as place
    from {{ ref('int_money__contributions') }}
    where value_put_in_gbp is not null
),

benefits as (
    select
        *,
        row_number() over (partition by agreement_id, party_id order by financial_year desc nulls last) as place
    from {{ ref('int_money__benefits_received') }}
    where recurrent_benefit_gbp is not null
),

forecasts as (
    select
        *,
        row_number() over (partition by agreement_id, party_id order by financial_year desc nulls last) as place
    from {{ ref('int_money__benefits_received') }}
    where recurrent_forecast_gbp is not null
),

exit_costs as (
    select
        agreement_id,
        party_id,
        sum(coalesce(expected_gbp, spent_gbp)) as exit_cost_gbp
    from {{ ref('int_money__costs') }}
    where kind = 'exit'
    group by agreement_id, party_id
),

-- A function may have an outline and a full case: the one approved last states what it costs a force alone.
cases as (
    select
        cases.agreement_id,
        cases.party_id,
        cases.budget_without_collaboration_gbp,
        row_number() over (
            partition by cases.agreement_id, cases.party_id, lines.line_key
            order by cases.approved_date desc nulls last, cases.case_id asc nulls last
        ) as place
    from {{ ref('int_collaboration_register__business_cases') }} as cases
    inner join {{ ref('int_appraisal__cases') }} as lines on cases.case_id = lines.case_id
    where cases.budget_without_collaboration_gbp is not null
),

alone as (
    select
        agreement_id,
        party_id,
        sum(budget_without_collaboration_gbp) as own_cost_alone_gbp
    from cases
    where place = 1
    group by agreement_id, party_id
),

components as (
    select
        members.*,
        contributions.financial_year as contribution_year,
        contributions.value_put_in_gbp as yearly_contribution_gbp,
        contributions.contribution_share_pct,
        own_exit.exit_cost_gbp as exit_cost_of_force_gbp,
        whole_exit.exit_cost_gbp as exit_cost_of_agreement_gbp,
        cast(
            contributions.value_put_in_gbp * members.notice_months / 12 as {{ type_money() }}
        ) as notice_cost_gbp,
        alone.own_cost_alone_gbp,
        coalesce(benefits.recurrent_benefit_gbp, forecasts.recurrent_forecast_gbp) as yearly_saving_gbp,
        case
            when benefits.recurrent_benefit_gbp is not null then 'delivered'
            when forecasts.recurrent_forecast_gbp is not null then 'forecast'
            else 'not_stated'
        end as yearly_saving_basis,
        case
            when benefits.recurrent_benefit_gbp is not null then benefits.financial_year
            else forecasts.financial_year
        end as saving_year
    from members
    left join contributions
        on
            members.agreement_id = contributions.agreement_id
            and members.party_id = contributions.party_id
            and contributions.place = 1
    left join benefits
        on members.agreement_id = benefits.agreement_id and members.party_id = benefits.party_id and benefits.place = 1
    left join forecasts
        on
            members.agreement_id = forecasts.agreement_id
            and members.party_id = forecasts.party_id
            and forecasts.place = 1
    left join exit_costs as own_exit
        on members.agreement_id = own_exit.agreement_id and members.party_id = own_exit.party_id
    left join exit_costs as whole_exit
        on members.agreement_id = whole_exit.agreement_id and whole_exit.party_id = 'all-parties'
    left join alone on members.agreement_id = alone.agreement_id and members.party_id = alone.party_id
),

leaving as (
    select
        *,
        case
            when exit_cost_of_force_gbp is not null then 'exit_cost_of_force'
            when exit_cost_of_agreement_gbp is not null and exit_rule = 'terminator_pays' then 'exit_cost_whole'
            when
                exit_cost_of_agreement_gbp is not null
                and exit_rule = 'shared'
                and contribution_share_pct is not null
                then 'exit_cost_shared'
            when notice_cost_gbp is not null then 'notice_period'
            else 'not_stated'
        end as leaving_basis,
        case
            when own_cost_alone_gbp is not null and yearly_contribution_gbp is not null
                then 'own_cost_less_contribution'
            when yearly_saving_gbp is not null then 'saving_stated'
            else 'not_stated'
        end as staying_basis
    from components
),

valued as (
    select
        *,
        cast(
            case leaving_basis
                when 'exit_cost_of_force' then exit_cost_of_force_gbp
                when 'exit_cost_whole' then exit_cost_of_agreement_gbp
                when 'exit_cost_shared'
                    then cast(exit_cost_of_agreement_gbp as {{ type_double() }}) * contribution_share_pct / 100
                when 'notice_period' then notice_cost_gbp
            end as {{ type_money() }}
        ) as cost_of_leaving_gbp,
        case staying_basis
            when 'own_cost_less_contribution' then own_cost_alone_gbp - yearly_contribution_gbp
            when 'saving_stated' then yearly_saving_gbp
        end as net_yearly_benefit_gbp
    from leaving
)

select
    agreement_id,
    force_id,
    cast(notice_months as integer) as notice_months,
    exit_rule,
    contribution_year,
    yearly_contribution_gbp,
    contribution_share_pct,
    cast(exit_cost_of_force_gbp as {{ type_money() }}) as exit_cost_of_force_gbp,
    cast(exit_cost_of_agreement_gbp as {{ type_money() }}) as exit_cost_of_agreement_gbp,
    notice_cost_gbp,
    cost_of_leaving_gbp,
    leaving_basis,
    cast(own_cost_alone_gbp as {{ type_money() }}) as own_cost_alone_gbp,
    saving_year,
    yearly_saving_gbp,
    yearly_saving_basis,
    cast(yearly_saving_gbp - yearly_contribution_gbp as {{ type_money() }}) as saving_less_contribution_gbp,
    cast(net_yearly_benefit_gbp as {{ type_money() }}) as net_yearly_benefit_gbp,
    staying_basis,
    case
        when net_yearly_benefit_gbp < 0
            then
                cast(cost_of_leaving_gbp as {{ type_double() }})
                / nullif(-cast(net_yearly_benefit_gbp as {{ type_double() }}), 0)
    end as years_until_leaving_pays,
    case
        when net_yearly_benefit_gbp >= 0 then 'never'
        when net_yearly_benefit_gbp < 0 and cost_of_leaving_gbp is not null then 'after_years'
        else 'not_known'
    end as leaving_outcome,
    case
        when net_yearly_benefit_gbp is null or cost_of_leaving_gbp is null then 'not_reported'
        else 'reported'
    end as reported_state,
    case
        when net_yearly_benefit_gbp is null and yearly_contribution_gbp is null
            then 'Neither a contribution nor a recurrent saving of the force is reported.'
        when net_yearly_benefit_gbp is null and own_cost_alone_gbp is null
            then 'The case states no cost without the collaboration, and no recurrent saving is reported.'
        when net_yearly_benefit_gbp is null then 'The contribution of the force is not reported.'
        when net_yearly_benefit_gbp < 0 and cost_of_leaving_gbp is null
            then 'No exit cost is stated, and no contribution and notice period to calculate it from.'
    end as leaving_reason
from valued
