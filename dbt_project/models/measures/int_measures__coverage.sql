{{ config(materialized='table', meta={'rows_of_a_year_from': 'that year'}) }}
select
    measure_id,
    heading_id,
    financial_year,
    cast(count(*) as integer) as forces_expected,
    cast(count(case when is_counted then 1 end) as integer) as forces_reporting,
    cast(count(case when reported_state = 'not_reported' then 1 end) as integer) as forces_not_reported,
    cast(count(case when reported_state = 'not_provided' then 1 end) as integer) as forces_not_provided,
    cast(count(case when reported_state = 'denominator_missing' then 1 end) as integer) as forces_denominator_missing,
    cast(count(case when reported_state = 'unverified' then 1 end) as integer) as forces_unverified,
    cast(count(held_by_rule) as integer) as forces_held,
    cast(count(case when value is not null and exclusion_ground is not null then 1 end) as integer) as forces_left_out,
    cast(count(case when is_small_number and is_counted then 1 end) as integer) as forces_with_small_numbers,
    max(case when is_illustrative then 1 else 0 end) = 1 as is_illustrative
from {{ ref('int_measures__values') }}
group by measure_id, heading_id, financial_year
