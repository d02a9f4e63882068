{{ config(materialized='table') }}

{{ register_numbered('barriers') }}
