{{ config(materialized='table') }}

{{ register_numbered('functions') }}
