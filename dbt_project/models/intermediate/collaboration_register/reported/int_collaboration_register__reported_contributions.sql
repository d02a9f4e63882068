{{ config(materialized='table') }}

{{ register_numbered('contributions') }}
