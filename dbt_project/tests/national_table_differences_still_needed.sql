{{ config(severity='warn') }}

-- Rows returned: known faults of sums that the table in use no longer has; their explanations can be withdrawn.
select
    known.check_id,
    known.financial_year,
    known.item,
    known.force_id
from {{ ref('national_table_differences') }} as known
inner join {{ ref('national_table_checks') }} as checks
    on
        known.check_id = checks.check_id
        and known.financial_year = checks.financial_year
        and known.item = checks.item
where checks.status = 'agrees'
