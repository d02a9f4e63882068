{#- What the returns of forces share. -#}

{% macro amounts_of_national_tables() -%}
    {{ return([
        {'line': 'paid_to_other_forces', 'kind': 'of_which'},
        {'line': 'received_from_other_forces', 'kind': 'of_which'},
        {'line': 'government_grants', 'kind': 'of_which'},
    ]) }}
{%- endmacro %}

{% macro typed_rows(rows) -%}
    {%- for row in rows %}
    select {% for column, text in row.items() %}'{{ text }}' as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro column_of(about, columns) -%}
    case {{ about }}
        {%- for value, column in columns.items() %}
        when '{{ value }}' then {{ column }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro with_heading_ids(staging) -%}
    select
        headings.heading_id,
        rows_given.*
    from {{ ref(staging) }} as rows_given
    inner join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('rows_given.heading_name') }} = headings.heading_key
{%- endmacro %}

{% macro reported_state(value, missing) -%}
    case
        when {{ value }} is not null then 'reported'
        when {{ missing }} = 'not_provided' then 'not_provided'
        else 'not_reported'
    end
{%- endmacro %}

{% macro combined_state(state) -%}
    case
        when count(case when {{ state }} = 'reported' then 1 end) > 0 then 'reported'
        when count(case when {{ state }} = 'not_provided' then 1 end) > 0 then 'not_provided'
        else 'not_reported'
    end
{%- endmacro %}

{% macro all_functions_rows(relation, keys, value, data_type) -%}
    select
        {{ keys | join(', ') }},
        'all-functions' as heading_id,
        0 as level,
        case
            when count(case when is_needed_for_total and reported_state = 'not_reported' then 1 end) = 0
                then cast(sum({{ value }}) as {{ data_type }})
        end as {{ value }},
        case
            when count(case when is_needed_for_total and reported_state = 'not_reported' then 1 end) > 0
                then 'not_reported'
            else {{ combined_state('reported_state') }}
        end as reported_state
    from {{ relation }}
    where level = 1
    group by {{ keys | join(', ') }}
{%- endmacro %}

{% macro alias_is_valid_on(aliases, day) -%}
    coalesce({{ aliases }}.valid_from, {{ day }}) <= {{ day }}
    and coalesce({{ aliases }}.valid_to, {{ day }}) >= {{ day }}
{%- endmacro %}

{% macro in_being_on(forces, day) -%}
    coalesce({{ forces }}.valid_from, {{ day }}) <= {{ day }}
    and coalesce({{ forces }}.valid_to, {{ day }}) >= {{ day }}
{%- endmacro %}

{% macro force_exists_in(forces, years) -%}
    {{ in_being_on(forces, years ~ '.ends_on') }}
{%- endmacro %}

{% macro forces_at_year_end() -%}
    select
        years.financial_year,
        count(*) as forces_expected
    from {{ ref('int_national_picture__years') }} as years
    inner join {{ ref('dim_force') }} as forces
        on {{ force_exists_in('forces', 'years') }}
    group by years.financial_year
{%- endmacro %}

{% macro submissions_of(return_id) -%}
select
    submission_id,
    return_id,
    force_id,
    financial_year,
    basis,
    is_illustrative
from {{ ref('int_force_returns__submissions') }}
where return_id = '{{ return_id }}'
{%- endmacro %}

{% macro rows_expected(return_id) -%}
with submissions as (
    select * from {{ ref('int_force_returns__' ~ return_id ~ '_submissions') }}
),

headings as (
    select * from {{ ref('int_force_returns__headings') }}
),

levels as (
    select distinct
        heading_id,
        level,
        is_needed_for_total
    from headings
),

named as (
    select
        _submission_id,
        heading_name
    from {{ ref('stg_' ~ return_id ~ '__functions') }}
),

expected as (
    select
        submissions.submission_id,
        levels.heading_id
    from submissions
    cross join levels
    where levels.level = 1
    union
    select
        named._submission_id as submission_id,
        headings.heading_id
    from named
    inner join headings
        on {{ name_key('named.heading_name') }} = headings.heading_key
)

select
    submissions.submission_id,
    submissions.return_id,
    submissions.force_id,
    submissions.financial_year,
    submissions.basis,
    submissions.is_illustrative,
    levels.heading_id,
    levels.level,
    levels.is_needed_for_total
from expected
inner join submissions
    on expected.submission_id = submissions.submission_id
inner join levels
    on expected.heading_id = levels.heading_id
{%- endmacro %}

{% macro heading_rows(return_id) -%}
with given as (
    {{ with_heading_ids('stg_' ~ return_id ~ '__functions') }}
)

select
    expected.submission_id,
    expected.heading_id,
    min(given._row) as row_number,
    min(coalesce(given.heading_name, headings.heading_name)) as heading_name
from {{ ref('int_force_returns__' ~ return_id ~ '_rows_expected') }} as expected
inner join {{ ref('poa_headings') }} as headings
    on expected.heading_id = headings.heading_id
left join given
    on
        expected.submission_id = given._submission_id
        and expected.heading_id = given.heading_id
group by expected.submission_id, expected.heading_id
{%- endmacro %}

{% macro with_year_before(return_id) -%}
select
    submissions.submission_id,
    before.submission_id as submission_id_before,
    submissions.force_id,
    submissions.financial_year
from {{ ref('int_force_returns__' ~ return_id ~ '_submissions') }} as submissions
inner join {{ ref('financial_years') }} as years
    on submissions.financial_year = years.financial_year
inner join {{ ref('financial_years') }} as years_before
    on years.start_year = years_before.start_year + 1
inner join {{ ref('int_force_returns__' ~ return_id ~ '_submissions') }} as before
    on
        submissions.force_id = before.force_id
        and coalesce(submissions.basis, '-') = coalesce(before.basis, '-')
        and years_before.financial_year = before.financial_year
{%- endmacro %}
