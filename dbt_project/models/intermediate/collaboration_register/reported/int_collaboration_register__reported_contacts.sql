{{ config(materialized='table') }}

{{ register_numbered('contacts') }}
