-- A forecast and what was spent are two figures and are never added. What was spent is the actual cost; a cost that
-- nobody called either stands for it only where no actual is given.
with by_status as (
    select
        agreement_id,
        party_id,
        force_id,
        financial_year,
        kind,
        sum(case when status = 'forecast' then amount_gbp end) as forecast_gbp,
        sum(case when status = 'actual' then amount_gbp end) as actual_gbp,
        sum(case when coalesce(status, 'not_stated') = 'not_stated' then amount_gbp end) as not_stated_gbp
    from {{ ref('int_collaboration_register__one_basis_costs') }}
    group by agreement_id, party_id, force_id, financial_year, kind
)

select
    agreement_id,
    party_id,
    force_id,
    financial_year,
    kind,
    coalesce(forecast_gbp, case when actual_gbp is null then not_stated_gbp end) as expected_gbp,
    coalesce(actual_gbp, not_stated_gbp) as spent_gbp,
    forecast_gbp
from by_status
