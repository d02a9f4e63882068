-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file.
{{ config(materialized='table') }}

-- Amounts as settled rows have them: from the first report that gives them.
with amounts as (
    select
        'benefits' as table_name,
        agreement_id,
        group_key,
        row_key,
        repeat_number,
        party_id,
        'forecast_gbp' as column_name,
        cast(
            min_by(forecast_gbp, standing) filter (where forecast_gbp is not null)
            as {{ type_text() }}
        ) as amount_text,
        min_by(_submission_id, standing) as submission_id
    from {{ ref('int_collaboration_register__reported_benefits') }}
    group by agreement_id, group_key, row_key, repeat_number, party_id
    union all
    select
        'benefits' as table_name,
        agreement_id,
        group_key,
        row_key,
        repeat_number,
        party_id,
        'forecast_original_gbp' as column_name,
        cast(
            min_by(forecast_original_gbp, standing) filter (where forecast_original_gbp is not null)
            as {{ type_text() }}
        ) as amount_text,
        min_by(_submission_id, standing) as submission_id
    from {{ ref('int_collaboration_register__reported_benefits') }}
    group by agreement_id, group_key, row_key, repeat_number, party_id
    union all
    select
        'benefits' as table_name,
        agreement_id,
        group_key,
        row_key,
        repeat_number,
        party_id,
        'delivered_gbp' as column_name,
        cast(
            min_by(delivered_gbp, standing) filter (where delivered_gbp is not null)
            as {{ type_text() }}
        ) as amount_text,
        min_by(_submission_id, standing) as submission_id
    from {{ ref('int_collaboration_register__reported_benefits') }}
    group by agreement_id, group_key, row_key, repeat_number, party_id
    union all
    select
        'costs' as table_name,
        agreement_id,
        group_key,
        row_key,
        repeat_number,
        party_id,
        'amount_gbp' as column_name,
        cast(
            min_by(amount_gbp, standing) filter (where amount_gbp is not null)
            as {{ type_text() }}
        ) as amount_text,
        min_by(_submission_id, standing) as submission_id
    from {{ ref('int_collaboration_register__reported_costs') }}
    group by agreement_id, group_key, row_key, repeat_number, party_id
    union all
    select
        'workforce' as table_name,
        agreement_id,
        group_key,
        row_key,
        repeat_number,
        party_id,
        'people' as column_name,
        cast(
            min_by(people, standing) filter (where people is not null)
            as {{ type_text() }}
        ) as amount_text,
        min_by(_submission_id, standing) as submission_id
    from {{ ref('int_collaboration_register__reported_workforce') }}
    group by agreement_id, group_key, row_key, repeat_number, party_id
)

select
    table_name,
    agreement_id,
    group_key,
    row_key,
    repeat_number,
    party_id,
    column_name,
    cast(amount_text as decimal(18, 4)) as amount,
    amount_text,
    submission_id
from amounts
