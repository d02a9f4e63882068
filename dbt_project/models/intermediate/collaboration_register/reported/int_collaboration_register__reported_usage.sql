{{ config(materialized='table') }}

{{ register_numbered('usage') }}
