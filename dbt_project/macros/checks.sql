{#- What the rules across returns, years and submitters share. Each is a table in models/checks that lists the places
    where its rule does not hold; orchestration/validation/cross_return.py reads them. -#}

{% macro active_rule(rule_id) -%}
    select
        rule_id,
        cast(nullif(tolerance_lower, '') as {{ type_double() }}) as tolerance_lower,
        cast(nullif(tolerance, '') as {{ type_double() }}) as tolerance,
        cast(nullif(tolerance_minimum, '') as {{ type_double() }}) as tolerance_minimum,
        nullif(valid_from_year, '') as valid_from_year,
        nullif(valid_to_year, '') as valid_to_year
    from {{ ref('rules') }}
    where rule_id = '{{ rule_id }}' and is_active
{%- endmacro %}

{% macro rule_applies(rule, financial_year) -%}
    coalesce({{ rule }}.valid_from_year, {{ financial_year }}) <= {{ financial_year }}
    and coalesce({{ rule }}.valid_to_year, {{ financial_year }}) >= {{ financial_year }}
{%- endmacro %}

{#- A number as people write it: two decimals at most, and none where they are nought. -#}
{% macro format_number(number) -%}
    {{ register_replace_all("cast(cast(" ~ number ~ " as decimal(18, 2)) as " ~ type_text() ~ ")", "[.]00$", "") }}
{%- endmacro %}

{% macro change_pct(number, before) -%}
    abs(cast({{ number }} as {{ type_double() }}) - cast({{ before }} as {{ type_double() }})) * 100
    / nullif(abs(cast({{ before }} as {{ type_double() }})), 0)
{%- endmacro %}

{% macro change(number, before) -%}
    abs(cast({{ number }} as {{ type_double() }}) - cast({{ before }} as {{ type_double() }}))
{%- endmacro %}

{% macro today() -%}
    {%- if var('today', none) -%} cast('{{ var("today") }}' as date) {%- else -%} current_date {%- endif -%}
{%- endmacro %}

{% macro is_past(date, precision) -%}
    case {{ precision }}
        when 'year' then {{ date }} + interval 1 year
        when 'month' then {{ date }} + interval 1 month
        else {{ date }} + interval 1 day
    end <= {{ today() }}
{%- endmacro %}

{% macro as_printed(date, precision) -%}
    substr(
        cast({{ date }} as {{ type_text() }}), 1, case {{ precision }} when 'year' then 4 when 'month' then 7 else 10 end
    )
{%- endmacro %}

{% macro failing_row(
    rule_id, table_name, submission_id, natural_key, column_name='null', row_number='null', value_given='null',
    expected='null', detail='null'
) -%}
    select
        '{{ rule_id }}' as rule_id,
        {{ submission_id }} as submission_id,
        '{{ table_name }}' as table_name,
        cast({{ row_number }} as integer) as row_number,
        cast({{ column_name }} as {{ type_text() }}) as column_name,
        cast({{ natural_key }} as {{ type_text() }}) as natural_key,
        cast({{ value_given }} as {{ type_text() }}) as value_given,
        cast({{ expected }} as {{ type_text() }}) as expected,
        cast({{ detail }} as {{ type_text() }}) as detail
{%- endmacro %}

{% macro fte_column(worker_type) -%} {{ worker_type }} || '_fte' {%- endmacro %}
