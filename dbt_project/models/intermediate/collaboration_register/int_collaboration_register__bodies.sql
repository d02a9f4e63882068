{{ config(materialized='table') }}

with names as (
    select party_name as body_name from {{ ref('stg_collaboration_register__parties') }}
    union
    select lead_force as body_name from {{ ref('stg_collaboration_register__agreements') }}
    union
    select value as body_name from {{ ref('stg_collaboration_register__about') }}
    where lower(item) = 'reporter'
    union
    select host_body as body_name from {{ ref('stg_collaboration_register__agreements') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__events') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__usage') }}
    union
    select body_name from {{ ref('stg_collaboration_register__contacts') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__contributions') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__benefits') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__costs') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__workforce') }}
    union
    select party_name as body_name from {{ ref('stg_collaboration_register__business_cases') }}
)

select
    names.body_name,
    spellings.force_id,
    coalesce(spellings.force_id, {{ register_slug('names.body_name') }}) as party_id
from names
left join {{ ref('int_collaboration_register__spellings') }} as spellings
    on {{ name_key('names.body_name') }} = spellings.spelling
where names.body_name is not null
