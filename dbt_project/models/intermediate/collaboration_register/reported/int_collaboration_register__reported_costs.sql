{{ config(materialized='table') }}

{{ register_numbered('costs') }}
