with rule as (
    {{ active_rule('XR06') | indent(4) }}
),

published as (
    select
        force_id,
        financial_year,
        heading_id,
        worker_type,
        cast(people as {{ type_double() }}) as fte
    from {{ ref('int_national_tables__functions') }}
),

returned as (
    select
        submission_id,
        force_id,
        financial_year,
        heading_id,
        worker_type,
        cast(people as {{ type_double() }}) as fte
    from {{ ref('int_workforce_returns__conformed') }}
    where basis = 'fte'
)

{{ failing_row(
    'XR06',
    'workforce__functions',
    'returned.submission_id',
    "'heading_name=' || places.heading_name",
    column_name=fte_column('returned.worker_type'),
    row_number='places.row_number',
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
        and returned.heading_id = published.heading_id
        and returned.worker_type = published.worker_type
inner join {{ ref('int_comparisons__workforce_heading_rows') }} as places
    on
        returned.submission_id = places.submission_id
        and returned.heading_id = places.heading_id
where
    {{ change('returned.fte', 'published.fte') }} > rule.tolerance_minimum
    and coalesce({{ change_pct('returned.fte', 'published.fte') }} > rule.tolerance, true)
