{{ config(materialized='table') }}

{{ register_numbered('parties') }}
