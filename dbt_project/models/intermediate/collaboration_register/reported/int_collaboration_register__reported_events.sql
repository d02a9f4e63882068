{{ config(materialized='table') }}

{{ register_numbered('events') }}
