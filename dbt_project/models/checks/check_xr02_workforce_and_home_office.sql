with rule as (
    {{ active_rule('XR02') | indent(4) }}
),

published as (
    select
        workforce.force_id,
        financial_years.financial_year,
        workforce.worker_type,
        {{ sum_if_complete('workforce.fte', type_double()) }} as fte
    from {{ ref('int_workforce__conformed') }} as workforce
    inner join {{ ref('financial_years') }} as financial_years
        on workforce.as_at = financial_years.workforce_as_at
    group by workforce.force_id, financial_years.financial_year, workforce.worker_type
),

returned as (
    select
        submission_id,
        force_id,
        financial_year,
        worker_type,
        cast(people as {{ type_double() }}) as fte
    from {{ ref('int_workforce_returns__all_headings') }}
    where heading_id = 'all-functions' and basis = 'fte'
)

{{ failing_row(
    'XR02',
    'workforce__functions',
    'returned.submission_id',
    "'worker_type=' || returned.worker_type",
    column_name=fte_column('returned.worker_type'),
    value_given=format_number('returned.fte'),
    expected=format_number('published.fte'),
) }}
from returned
inner join rule
    on {{ rule_applies('rule', 'returned.financial_year') }}
inner join published
    on
        returned.force_id = published.force_id
        and returned.financial_year = published.financial_year
        and returned.worker_type = published.worker_type
where
    {{ change('returned.fte', 'published.fte') }} > rule.tolerance_minimum
    and coalesce({{ change_pct('returned.fte', 'published.fte') }} > rule.tolerance, true)
