-- What an agreement costs in a year: its budget where that is reported, else its running cost, else what was
-- contributed. A figure for all parties together, beside figures of parties, is their total and stands alone.
with costs as (
    select
        agreement_id,
        party_id,
        financial_year,
        kind,
        amount_gbp,
        row_number() over (
            partition by agreement_id, party_id, financial_year, kind
            order by case coalesce(status, 'not_stated') when 'actual' then 1 when 'not_stated' then 2 else 3 end
        ) as place
    from {{ ref('int_collaboration_register__one_basis_costs') }}
    where kind in ('budget', 'running')
),

amounts as (
    select
        agreement_id,
        party_id,
        financial_year,
        kind,
        amount_gbp
    from costs
    where place = 1
    union all
    select
        agreement_id,
        party_id,
        financial_year,
        case when basis = 'external_grant' then 'external_grant' else 'from_parties' end as kind,
        amount_gbp
    from {{ ref('int_collaboration_register__settled_contributions') }}
    where amount_gbp is not null
),

summed as (
    select
        agreement_id,
        financial_year,
        kind,
        coalesce(
            sum(case when party_id = 'all-parties' then amount_gbp end),
            sum(amount_gbp)
        ) as amount_gbp
    from amounts
    group by agreement_id, financial_year, kind
),

by_kind as (
    select
        agreement_id,
        financial_year,
        max(case when kind = 'budget' then amount_gbp end) as budget_gbp,
        max(case when kind = 'running' then amount_gbp end) as running_gbp,
        max(case when kind = 'from_parties' then amount_gbp end) as from_parties_gbp,
        max(case when kind = 'external_grant' then amount_gbp end) as external_grant_gbp
    from summed
    group by agreement_id, financial_year
)

select
    agreement_id,
    financial_year,
    cast(
        case
            when budget_gbp is not null then budget_gbp
            when running_gbp is not null then running_gbp
            else coalesce(from_parties_gbp, 0) + coalesce(external_grant_gbp, 0)
        end as {{ type_money() }}
    ) as value_gbp,
    cast(from_parties_gbp as {{ type_money() }}) as from_parties_gbp,
    cast(external_grant_gbp as {{ type_money() }}) as external_grant_gbp
from by_kind
