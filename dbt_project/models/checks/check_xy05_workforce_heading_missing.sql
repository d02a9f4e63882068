with rule as (
    {{ active_rule('XY05') | indent(4) }}
),

compared as (
    select
        submission_id,
        financial_year,
        heading_id,
        {{ exact_sum('fte_before') }} as fte_before
    from {{ ref('int_comparisons__workforce_year_before') }}
    where heading_id <> 'all-functions'
    group by submission_id, financial_year, heading_id
    having count(case when reported_state <> 'not_reported' then 1 end) = 0
)

{{ failing_row(
    'XY05',
    'workforce__functions',
    'compared.submission_id',
    "'heading_name=' || coalesce(places.heading_name, headings.heading_name)",
    row_number='places.row_number',
    value_given='coalesce(places.heading_name, headings.heading_name)',
    expected=format_number('compared.fte_before'),
) }}
from compared
inner join rule
    on {{ rule_applies('rule', 'compared.financial_year') }}
inner join {{ ref('poa_headings') }} as headings
    on compared.heading_id = headings.heading_id
left join {{ ref('int_comparisons__workforce_heading_rows') }} as places
    on
        compared.submission_id = places.submission_id
        and compared.heading_id = places.heading_id
where compared.fte_before > 0
