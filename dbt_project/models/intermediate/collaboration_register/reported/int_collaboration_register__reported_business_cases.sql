{{ config(materialized='table') }}

{{ register_numbered('business_cases') }}
