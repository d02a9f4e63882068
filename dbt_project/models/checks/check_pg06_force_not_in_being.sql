with rule as (
    {{ active_rule('PG06') | indent(4) }}
),

names as (
    select
        submission_id,
        row_number,
        financial_year_from,
        financial_year_to,
        'force_name' as column_name,
        force_name as name_given,
        force_id
    from {{ ref('int_peer_groups__rows') }}
    union all
    select
        submission_id,
        row_number,
        financial_year_from,
        financial_year_to,
        'peer_force_name' as column_name,
        peer_force_name as name_given,
        peer_force_id as force_id
    from {{ ref('int_peer_groups__rows') }}
),

not_in_being as (
    select
        names.submission_id,
        names.row_number,
        names.column_name,
        names.name_given,
        min(years.financial_year) as first_year,
        max(years.financial_year) as last_year
    from names
    inner join {{ ref('financial_years') }} as years
        on
            names.financial_year_from <= years.financial_year
            and coalesce(names.financial_year_to, years.financial_year) >= years.financial_year
    left join {{ ref('forces') }} as forces
        on
            names.force_id = forces.force_id
            and {{ force_exists_in('forces', 'years') }}
    where forces.force_id is null
    group by names.submission_id, names.row_number, names.column_name, names.name_given
)

{{ failing_row(
    'PG06',
    'peer_groups__peers',
    'not_in_being.submission_id',
    "not_in_being.column_name || '=' || not_in_being.name_given",
    column_name='not_in_being.column_name',
    row_number='not_in_being.row_number',
    value_given='not_in_being.name_given',
    expected="case when not_in_being.first_year = not_in_being.last_year then not_in_being.first_year "
        ~ "else not_in_being.first_year || ' to ' || not_in_being.last_year end",
) }}
from not_in_being
cross join rule
