{{ config(materialized='table') }}

{{ register_numbered('capabilities') }}
