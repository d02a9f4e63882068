-- A share is of all parties of the year, forces and others, so it is worked out only where every one of them has
-- reported what it put in, and a benefit or a use, zero among them. Use stands in where benefit is not known for all.
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
        put_in.parties_expected,
        put_in.parties_reported,
        got_out.benefit_gbp,
        got_out.other_benefit_gbp,
        got_out.forecast_benefit_gbp,
        got_out.usage_measure,
        got_out.usage_quantity
    from {{ ref('int_money__contributions') }} as put_in
    full outer join {{ ref('int_money__benefits_received') }} as got_out
        on
            put_in.agreement_id = got_out.agreement_id
            and put_in.party_id = got_out.party_id
            and put_in.financial_year = got_out.financial_year
),

year_totals as (
    select
        agreement_id,
        financial_year,
        count(case when puts_in then 1 end) as contributors,
        max(parties_expected) as parties_expected,
        max(parties_reported) as parties_reported,
        count(case when benefit_gbp is not null then 1 end) as parties_with_benefit,
        count(case when usage_quantity is not null then 1 end) as parties_with_use,
        sum(benefit_gbp) as all_parties_benefit_gbp,
        min(benefit_gbp) as lowest_benefit_gbp,
        {{ exact_sum('usage_quantity') }} as all_parties_use
    from both_sides
    where party_id <> 'all-parties'
    group by agreement_id, financial_year
),

-- The parties that were in at the end of the year, whether they have reported anything or not.
member_counts as (
    select
        year_totals.agreement_id,
        year_totals.financial_year,
        count(distinct memberships.party_id) as members
    from year_totals
    inner join {{ ref('int_agreement_life__memberships') }} as memberships
        on
            year_totals.agreement_id = memberships.agreement_id
            and memberships.role <> 'observer'
            and {{ is_member_in_year('memberships', start_of_financial_year('year_totals.financial_year')) }}
    group by year_totals.agreement_id, year_totals.financial_year
),

agreement_years as (
    select
        year_totals.*,
        coalesce(year_totals.parties_expected, member_counts.members, 0) as expected,
        coalesce(year_totals.parties_reported, 0) as reported
    from year_totals
    left join member_counts
        on
            year_totals.agreement_id = member_counts.agreement_id
            and year_totals.financial_year = member_counts.financial_year
),

based as (
    select
        both_sides.*,
        agreement_years.all_parties_benefit_gbp,
        agreement_years.all_parties_use,
        agreement_years.expected,
        agreement_years.reported,
        agreement_years.expected > agreement_years.reported as has_silent_party,
        case
            when agreement_years.contributors = 0 then 'not_known'
            when
                agreement_years.parties_with_benefit >= agreement_years.expected
                and agreement_years.lowest_benefit_gbp >= 0
                and agreement_years.all_parties_benefit_gbp > 0
                then 'benefit'
            when
                agreement_years.parties_with_use >= agreement_years.expected and agreement_years.all_parties_use > 0
                then 'usage'
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
        coalesce(are_shares_trusted, true) and not (has_silent_party and reported > 0) as is_in_totals
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
    cast(case when not has_silent_party then benefit_gbp - value_put_in_gbp end as {{ type_money() }}) as net_gbp,
    cast(
        (benefit_share_pct - contribution_share_pct) / 100 * cast(all_parties_put_in_gbp as {{ type_double() }})
        as {{ type_money() }}
    ) as share_difference_gbp,
    case
        when has_silent_party
            then
                cast(reported as {{ type_text() }}) || ' of ' || cast(expected as {{ type_text() }})
                || ' parties reported their contributions, so no share is stated.'
        when benefit_share_pct is null or contribution_share_pct is null
            then 'One side is not known, so the shares cannot be compared.'
        when abs(benefit_share_pct - contribution_share_pct) < 0.05
            then 'Benefit share and contribution share are equal.'
        when benefit_share_pct > contribution_share_pct then 'Benefit share is larger than contribution share.'
        else
            'Contribution share is larger than benefit share, which the duty allows if another force gains '
            || '(Home Office guidance, in Working Together 2013, section 3).'
    end as reading,
    is_in_totals,
    case
        when has_silent_party and not is_in_totals
            then
                cast(reported as {{ type_text() }}) || ' of ' || cast(expected as {{ type_text() }})
                || ' parties reported their contributions.'
        when not is_in_totals
            then 'The shares stated for the agreement and year do not add up to 100%, within 0.1.'
    end as left_out_reason,
    case when benefit_share_pct is null or contribution_share_pct is null then 'not_reported' else 'reported' end
        as reported_state,
    cast(expected as integer) as parties_expected,
    cast(reported as integer) as parties_reported
from shared
