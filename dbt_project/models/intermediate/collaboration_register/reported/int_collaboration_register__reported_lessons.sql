{{ config(materialized='table') }}

{{ register_numbered('lessons') }}
