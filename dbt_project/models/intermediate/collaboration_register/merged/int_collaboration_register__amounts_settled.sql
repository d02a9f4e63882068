-- Written by `make generate` from orchestration/returns/collaboration_register.yml. Change that file, not this one.
{{ config(materialized='table') }}

select
    'benefits' as table_name,
    agreement_id,
    group_key,
    row_key,
    repeat_number,
    party_id,
    'forecast_gbp' as column_name,
    cast(forecast_gbp as decimal(18, 4)) as amount,
    cast(forecast_gbp as {{ type_text() }}) as amount_text,
    submission_id
from {{ ref('int_collaboration_register__settled_benefits') }}
union all
select
    'benefits' as table_name,
    agreement_id,
    group_key,
    row_key,
    repeat_number,
    party_id,
    'forecast_original_gbp' as column_name,
    cast(forecast_original_gbp as decimal(18, 4)) as amount,
    cast(forecast_original_gbp as {{ type_text() }}) as amount_text,
    submission_id
from {{ ref('int_collaboration_register__settled_benefits') }}
union all
select
    'benefits' as table_name,
    agreement_id,
    group_key,
    row_key,
    repeat_number,
    party_id,
    'delivered_gbp' as column_name,
    cast(delivered_gbp as decimal(18, 4)) as amount,
    cast(delivered_gbp as {{ type_text() }}) as amount_text,
    submission_id
from {{ ref('int_collaboration_register__settled_benefits') }}
union all
select
    'costs' as table_name,
    agreement_id,
    group_key,
    row_key,
    repeat_number,
    party_id,
    'amount_gbp' as column_name,
    cast(amount_gbp as decimal(18, 4)) as amount,
    cast(amount_gbp as {{ type_text() }}) as amount_text,
    submission_id
from {{ ref('int_collaboration_register__settled_costs') }}
union all
select
    'workforce' as table_name,
    agreement_id,
    group_key,
    row_key,
    repeat_number,
    party_id,
    'people' as column_name,
    cast(people as decimal(18, 4)) as amount,
    cast(people as {{ type_text() }}) as amount_text,
    submission_id
from {{ ref('int_collaboration_register__settled_workforce') }}
