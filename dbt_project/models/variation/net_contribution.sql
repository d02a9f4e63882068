-- A share is of all parties, forces and others, so it is worked out only where every party that puts in is known to
-- have got a benefit or a use, nought among them. Use stands in where benefit is not known for all.
with both_sides as (
    select
        coalesce(put_in.agreement_id, got_out.agreement_id) as agreement_id,
        coalesce(put_in.party_id, got_out.party_id) as party_id,
        coalesce(put_in.force_id, got_out.force_id) as force_id,
        coalesce(put_in.financial_year, got_out.financial_year) as financial_year,
        put_in.party_id is not null as puts_in,
        put_in.contributed_gbp,
        put_in.officer_fte,
        put_in.staff_fte,
        put_in.officer_price_gbp,
        put_in.staff_price_gbp,
        put_in.people_gbp,
        put_in.value_put_in_gbp,
        put_in.all_parties_put_in_gbp,
        put_in.stated_share_pct,
        put_in.stated_shares_sum_pct,
        put_in.are_shares_trusted,
        put_in.contribution_share_pct,
        put_in.contribution_share_basis,
        got_out.benefit_gbp,
        got_out.other_benefit_gbp,
        got_out.forecast_benefit_gbp,
        got_out.usage_measure,
        got_out.usage_quantity
    from {{ ref('int_money__put_in') }} as put_in
    full outer join {{ ref('int_money__got_out') }} as got_out
        on
            put_in.agreement_id = got_out.agreement_id
            and put_in.party_id = got_out.party_id
            and put_in.financial_year = got_out.financial_year
),

agreement_years as (
    select
        agreement_id,
        financial_year,
        count(case when puts_in then 1 end) as contributors,
        count(case when puts_in and benefit_gbp is null then 1 end) as contributors_without_benefit,
        count(case when puts_in and usage_quantity is null then 1 end) as contributors_without_use,
        sum(benefit_gbp) as all_parties_benefit_gbp,
        min(benefit_gbp) as lowest_benefit_gbp,
        {{ exact_sum('usage_quantity') }} as all_parties_use
    from both_sides
    where party_id <> 'all-parties'
    group by agreement_id, financial_year
),

based as (
    select
        both_sides.*,
        agreement_years.all_parties_benefit_gbp,
        agreement_years.all_parties_use,
        case
            when agreement_years.contributors = 0 then 'not_known'
            when
                agreement_years.contributors_without_benefit = 0
                and agreement_years.lowest_benefit_gbp >= 0
                and agreement_years.all_parties_benefit_gbp > 0
                then 'benefit'
            when agreement_years.contributors_without_use = 0 and agreement_years.all_parties_use > 0 then 'usage'
            else 'not_known'
        end as benefit_share_basis
    from both_sides
    inner join agreement_years
        on
            both_sides.agreement_id = agreement_years.agreement_id
            and both_sides.financial_year = agreement_years.financial_year
    where both_sides.force_id is not null
),

shared as (
    select
        *,
        case benefit_share_basis
            when 'benefit'
                then
                    100 * cast(coalesce(benefit_gbp, 0) as {{ type_double() }})
                    / nullif(cast(all_parties_benefit_gbp as {{ type_double() }}), 0)
            when 'usage' then 100 * coalesce(usage_quantity, 0) / nullif(all_parties_use, 0)
        end as benefit_share_pct,
        coalesce(are_shares_trusted, true) as is_in_totals
    from based
)

select
    agreement_id,
    force_id,
    financial_year,
    cast(contributed_gbp as {{ type_money() }}) as contributed_gbp,
    cast(officer_fte as {{ type_double() }}) as contributed_officer_fte,
    cast(staff_fte as {{ type_double() }}) as contributed_staff_fte,
    officer_price_gbp,
    staff_price_gbp,
    people_gbp as contributed_people_gbp,
    value_put_in_gbp,
    all_parties_put_in_gbp,
    stated_share_pct,
    stated_shares_sum_pct,
    contribution_share_pct,
    coalesce(contribution_share_basis, 'not_known') as contribution_share_basis,
    benefit_gbp,
    other_benefit_gbp,
    forecast_benefit_gbp,
    case when lower(usage_measure) = 'deployments' then usage_quantity end as deployments,
    usage_measure,
    usage_quantity,
    benefit_share_pct,
    benefit_share_basis,
    benefit_share_pct - contribution_share_pct as net_share_points,
    cast(benefit_gbp - value_put_in_gbp as {{ type_money() }}) as net_gbp,
    cast(
        (benefit_share_pct - contribution_share_pct) / 100 * cast(all_parties_put_in_gbp as {{ type_double() }})
        as {{ type_money() }}
    ) as share_difference_gbp,
    case
        when benefit_share_pct is null or contribution_share_pct is null
            then 'One side is not known, so the shares cannot be compared.'
        when abs(benefit_share_pct - contribution_share_pct) < 0.05 then 'Gets out the share it puts in.'
        when benefit_share_pct > contribution_share_pct then 'Gets out a larger share than it puts in.'
        else
            'Puts in a larger share than it gets out, which its duty allows where another force gains '
            || '(Home Office guidance, in Working Together 2013, section 3).'
    end as reading,
    is_in_totals,
    case
        when not is_in_totals
            then 'The shares stated for the agreement and year do not sum to 100 per cent within 0.1.'
    end as left_out_reason,
    case when benefit_share_pct is null or contribution_share_pct is null then 'not_reported' else 'reported' end
        as reported_state
from shared
