{{ config(materialized='table') }}

-- Rows of two registers that may be the same amount told twice: the same agreement, party and period, amounts close
-- together, and neither register has the row of the other. Both are counted until the registers settle it.
with rule as (
    {{ active_rule('CR31') | indent(4) }}
),

-- What may be the same: benefits and people under one heading, or where a heading is missing; costs of every year, and
-- costs that fall once.
given as (
    select
        'benefits' as table_name,
        reported.agreement_id,
        reported._submission_id,
        reported._row,
        reported.standing,
        reported.row_key,
        reported.party_id,
        reported.financial_year as period,
        case when reported.function_key like '%/%' then reported.function_key end as alike,
        coalesce(reported.delivered_gbp, reported.forecast_gbp) as amount
    from {{ ref('int_collaboration_register__reported_benefits') }} as reported
    union all
    select
        'costs' as table_name,
        reported.agreement_id,
        reported._submission_id,
        reported._row,
        reported.standing,
        reported.row_key,
        reported.party_id,
        reported.financial_year || ' ' || coalesce(reported.status_key, '') as period,
        case
            when reported.kind in ('running', 'budget') then 'every year'
            when reported.kind in ('set_up', 'change_team') then 'once'
            else reported.kind
        end as alike,
        reported.amount_gbp as amount
    from {{ ref('int_collaboration_register__reported_costs') }} as reported
    union all
    select
        'contributions' as table_name,
        reported.agreement_id,
        reported._submission_id,
        reported._row,
        reported.standing,
        reported.row_key,
        reported.party_id,
        reported.financial_year as period,
        cast(null as {{ type_text() }}) as alike,
        reported.amount_gbp as amount
    from {{ ref('int_collaboration_register__reported_contributions') }} as reported
    union all
    select
        'workforce' as table_name,
        reported.agreement_id,
        reported._submission_id,
        reported._row,
        reported.standing,
        reported.row_key,
        reported.party_id,
        cast(reported.as_at as {{ type_text() }}) || ' ' || reported.worker_type || ' ' || reported.location as period,
        case when reported.function_key like '%/%' then reported.function_key end as alike,
        reported.people as amount
    from {{ ref('int_collaboration_register__reported_workforce') }} as reported
)

select
    own.table_name,
    own.agreement_id,
    own._submission_id,
    own._row,
    own.standing,
    own.row_key,
    own.amount,
    other._submission_id as other_submission_id,
    other.standing as other_standing,
    other.row_key as other_row_key,
    other.amount as other_amount
from given as own
inner join given as other
    on
        own.table_name = other.table_name
        and own.agreement_id = other.agreement_id
        and own.party_id = other.party_id
        and own.period = other.period
        and own._submission_id <> other._submission_id
        and own.row_key <> other.row_key
        and coalesce(own.alike = other.alike, true)
cross join rule
left join given as same_there
    on
        own.table_name = same_there.table_name
        and own.agreement_id = same_there.agreement_id
        and own.row_key = same_there.row_key
        and other._submission_id = same_there._submission_id
left join given as same_here
    on
        other.table_name = same_here.table_name
        and other.agreement_id = same_here.agreement_id
        and other.row_key = same_here.row_key
        and own._submission_id = same_here._submission_id
where
    same_there.row_key is null
    and same_here.row_key is null
    and own.amount <> 0
    and {{ change('own.amount', 'other.amount') }}
    <= rule.tolerance / 100
    * greatest(abs(cast(own.amount as {{ type_double() }})), abs(cast(other.amount as {{ type_double() }})))
