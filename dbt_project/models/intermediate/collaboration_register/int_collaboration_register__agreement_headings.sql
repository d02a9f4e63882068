{{ config(materialized='table') }}

{{ headings_of_whole_agreements() }}
