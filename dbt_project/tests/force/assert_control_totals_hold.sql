-- Rows returned: totals given by a publisher that the marts do not reproduce while that edition is in use.
with computed as (
    select
        'officers-2023-03-31' as control_id,
        sum(fte) as value
    from {{ ref('force_workforce') }}
    where
        worker_type = 'police_officer'
        and as_at = cast('2023-03-31' as date)
    union all
    select
        'grant-2025-26' as control_id,
        sum(formula_grant_gbp) as value
    from {{ ref('force_funding') }}
    where financial_year = '2025/26'
    union all
    select
        concat('value-for-money/', financial_year, '/', item_group, '/', item) as control_id,
        sum(amount) as value
    from {{ ref('national_table_figures') }}
    where heading_id = 'all-functions' and item_group <> 'people_at_31_march'
    group by financial_year, item_group, item
),

due as (
    select control_totals.*
    from {{ ref('control_totals') }} as control_totals
    inner join {{ ref('int_editions__latest') }} as editions
        on
            control_totals.return_id = editions.return_id
            and coalesce(control_totals.edition, '') = coalesce(editions.edition, '')
            and coalesce(control_totals.financial_year, '') = coalesce(editions.financial_year, '')
)

select
    due.control_id,
    due.value as value_published,
    computed.value as value_computed
from due
left join computed
    on due.control_id = computed.control_id
where
    computed.value is null
    or abs(computed.value - due.value) > due.tolerance
