{{ config(materialized='table') }}

{{ register_bases('benefits') }}
union all
{{ register_bases('costs') }}
union all
{{ register_bases('workforce') }}
