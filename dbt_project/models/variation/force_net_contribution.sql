-- Sums are over the agreements whose two sides are known in pounds, so that they compare like with like. An agreement
-- weighs as much as is put into it.
with rows_given as (
    select
        *,
        is_in_totals and reported_state = 'reported' and all_parties_put_in_gbp is not null as is_compared
    from {{ ref('net_contribution') }}
),

summed as (
    select
        force_id,
        financial_year,
        count(*) as agreements,
        count(case when reported_state = 'reported' then 1 end) as agreements_with_both_sides,
        count(case when is_compared then 1 end) as agreements_compared,
        count(case when not is_in_totals then 1 end) as agreements_not_trusted,
        sum(case when is_in_totals then value_put_in_gbp end) as value_put_in_gbp,
        sum(case when is_in_totals then benefit_gbp end) as benefit_gbp,
        sum(case when is_in_totals then net_gbp end) as net_gbp,
        sum(case when is_compared then value_put_in_gbp end) as compared_put_in_gbp,
        sum(case when is_compared then all_parties_put_in_gbp end) as compared_all_parties_put_in_gbp,
        sum(case when is_compared then share_difference_gbp end) as share_difference_gbp
    from rows_given
    group by force_id, financial_year
),

shares as (
    select
        *,
        100 * cast(compared_put_in_gbp as {{ type_double() }})
        / nullif(cast(compared_all_parties_put_in_gbp as {{ type_double() }}), 0) as contribution_share_pct,
        100 * cast(share_difference_gbp as {{ type_double() }})
        / nullif(cast(compared_all_parties_put_in_gbp as {{ type_double() }}), 0) as net_share_points
    from summed
)

select
    force_id,
    financial_year,
    cast(agreements as integer) as agreements,
    cast(agreements_with_both_sides as integer) as agreements_with_both_sides,
    cast(agreements_compared as integer) as agreements_compared,
    cast(agreements_not_trusted as integer) as agreements_not_trusted,
    cast(value_put_in_gbp as {{ type_money() }}) as value_put_in_gbp,
    cast(benefit_gbp as {{ type_money() }}) as benefit_gbp,
    cast(net_gbp as {{ type_money() }}) as net_gbp,
    cast(compared_put_in_gbp as {{ type_money() }}) as compared_put_in_gbp,
    cast(compared_all_parties_put_in_gbp as {{ type_money() }}) as compared_all_parties_put_in_gbp,
    contribution_share_pct,
    contribution_share_pct + net_share_points as benefit_share_pct,
    net_share_points,
    cast(share_difference_gbp as {{ type_money() }}) as share_difference_gbp,
    case when agreements_compared = 0 then 'not_reported' else 'reported' end as reported_state
from shares
