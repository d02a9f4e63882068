-- Only kinds of worker that both years report are added up: one that is missing is no fall.
with rule as (
    {{ active_rule('XY03') | indent(4) }}
),

compared as (
    select
        submission_id,
        financial_year,
        heading_id,
        {{ exact_sum('fte') }} as fte,
        {{ exact_sum('fte_before') }} as fte_before
    from {{ ref('int_comparisons__workforce_year_before') }}
    where heading_id <> 'all-functions' and fte is not null and fte_before is not null
    group by submission_id, financial_year, heading_id
)

{{ failing_row(
    'XY03',
    'workforce__functions',
    'compared.submission_id',
    "'heading_name=' || places.heading_name",
    row_number='places.row_number',
    value_given=format_number('compared.fte'),
    expected=format_number('compared.fte_before'),
) }}
from compared
inner join rule
    on {{ rule_applies('rule', 'compared.financial_year') }}
inner join {{ ref('int_comparisons__workforce_heading_rows') }} as places
    on
        compared.submission_id = places.submission_id
        and compared.heading_id = places.heading_id
where
    {{ change('compared.fte', 'compared.fte_before') }} > rule.tolerance_minimum
    and coalesce({{ change_pct('compared.fte', 'compared.fte_before') }} > rule.tolerance, true)
