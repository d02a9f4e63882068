{{ config(materialized='table') }}

{{ register_numbered('workforce') }}
