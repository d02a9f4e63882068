{{ config(severity='warn') }}

-- Rows returned: sums of national tables that do not come out in a force, without a reviewed explanation. The figures
-- stay as published.
select
    check_id,
    financial_year,
    item,
    forces_that_differ,
    largest_difference
from {{ ref('national_table_checks') }}
where status = 'mismatch'
