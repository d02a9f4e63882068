-- Money from the centre is no share of anyone's. People in kind have a value only where they can be priced. Shares need
-- every party of the year: the members of its last day, and whoever puts in.
with given as (
    select
        agreement_id,
        party_id,
        max(force_id) as force_id,
        financial_year,
        sum(amount_gbp) as contributed_gbp,
        sum(officer_fte) as officer_fte,
        sum(staff_fte) as staff_fte,
        sum(share_pct) as stated_share_pct
    from {{ ref('int_collaboration_register__settled_contributions') }}
    where basis <> 'external_grant'
    group by agreement_id, party_id, financial_year
),

priced as (
    select
        given.*,
        prices.officer_gbp as officer_price_gbp,
        prices.staff_gbp as staff_price_gbp,
        coalesce(given.officer_fte, 0) <> 0 or coalesce(given.staff_fte, 0) <> 0 as has_people,
        cast(
            coalesce(given.officer_fte * prices.officer_gbp, case when coalesce(given.officer_fte, 0) = 0 then 0 end)
            + coalesce(given.staff_fte * prices.staff_gbp, case when coalesce(given.staff_fte, 0) = 0 then 0 end)
            as {{ type_money() }}
        ) as people_gbp
    from given
    left join {{ ref('forces') }} as forces on given.force_id = forces.force_id
    left join {{ ref('int_money__prices') }} as prices
        on
            forces.home_office_region = prices.region
            and given.financial_year = prices.financial_year
            and prices.basis = 'fte'
),

valued as (
    select
        *,
        case
            when contributed_gbp is not null or has_people then coalesce(contributed_gbp, 0) + people_gbp
        end as value_put_in_gbp
    from priced
),

given_years as (
    select
        agreement_id,
        financial_year,
        count(*) as contributors,
        count(case when value_put_in_gbp is not null or stated_share_pct is not null then 1 end) as contributors_told,
        {{ sum_if_complete('value_put_in_gbp', type_money()) }} as all_contributors_put_in_gbp,
        sum(stated_share_pct) as stated_shares_sum_pct
    from valued
    group by agreement_id, financial_year
),

silent_members as (
    select
        given_years.agreement_id,
        given_years.financial_year,
        count(distinct memberships.party_id) as silent
    from given_years
    inner join {{ ref('int_agreement_life__memberships') }} as memberships
        on
            given_years.agreement_id = memberships.agreement_id
            and memberships.role <> 'observer'
            and {{ is_member_in_year('memberships', start_of_financial_year('given_years.financial_year')) }}
    left join valued
        on
            given_years.agreement_id = valued.agreement_id
            and given_years.financial_year = valued.financial_year
            and memberships.party_id = valued.party_id
    where valued.party_id is null
    group by given_years.agreement_id, given_years.financial_year
),

agreement_years as (
    select
        given_years.*,
        given_years.contributors + coalesce(silent_members.silent, 0) as parties_expected,
        given_years.contributors_told as parties_reported,
        given_years.contributors_told = given_years.contributors + coalesce(silent_members.silent, 0) as is_complete,
        case when silent_members.silent is null then given_years.all_contributors_put_in_gbp end
            as all_parties_put_in_gbp
    from given_years
    left join silent_members
        on
            given_years.agreement_id = silent_members.agreement_id
            and given_years.financial_year = silent_members.financial_year
)

select
    valued.agreement_id,
    valued.party_id,
    valued.force_id,
    valued.financial_year,
    valued.contributed_gbp,
    valued.officer_fte,
    valued.staff_fte,
    valued.officer_price_gbp,
    valued.staff_price_gbp,
    case when valued.has_people then valued.people_gbp end as people_gbp,
    cast(valued.value_put_in_gbp as {{ type_money() }}) as value_put_in_gbp,
    agreement_years.contributors,
    agreement_years.all_parties_put_in_gbp,
    cast(valued.stated_share_pct as {{ type_double() }}) as stated_share_pct,
    cast(agreement_years.stated_shares_sum_pct as {{ type_double() }}) as stated_shares_sum_pct,
    coalesce(abs(agreement_years.stated_shares_sum_pct - 100) <= 0.1, true) as are_shares_trusted,
    cast(agreement_years.parties_expected as integer) as parties_expected,
    cast(agreement_years.parties_reported as integer) as parties_reported,
    case
        when not agreement_years.is_complete then null
        when agreement_years.all_parties_put_in_gbp > 0
            then
                100 * cast(valued.value_put_in_gbp as {{ type_double() }})
                / cast(agreement_years.all_parties_put_in_gbp as {{ type_double() }})
        else cast(valued.stated_share_pct as {{ type_double() }})
    end as contribution_share_pct,
    case
        when not agreement_years.is_complete then 'not_known'
        when agreement_years.all_parties_put_in_gbp > 0 then 'value'
        when valued.stated_share_pct is not null then 'stated'
        else 'not_known'
    end as contribution_share_basis
from valued
inner join agreement_years
    on valued.agreement_id = agreement_years.agreement_id and valued.financial_year = agreement_years.financial_year
