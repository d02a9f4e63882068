{{ config(materialized='table') }}

{{ register_numbered('agreements') }}
