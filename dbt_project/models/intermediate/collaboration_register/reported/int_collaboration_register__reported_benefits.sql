{{ config(materialized='table') }}

{{ register_numbered('benefits') }}
