{% macro register_date(column) -%}
    try_cast(
        case length(trim({{ column }}))
            when 4 then trim({{ column }}) || '-01-01'
            when 7 then trim({{ column }}) || '-01'
            else substr(trim({{ column }}), 1, 10)
        end as date
    )
{%- endmacro %}

{% macro register_date_precision(column) -%}
    case
        when {{ register_date(column) }} is null then null
        when length(trim({{ column }})) = 4 then 'year'
        when length(trim({{ column }})) = 7 then 'month'
        else 'day'
    end
{%- endmacro %}

{% macro month_and_year(date) -%}
    case month({{ date }})
        {%- for name in [
            'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
            'November', 'December',
        ] %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end || ' ' || cast(year({{ date }}) as {{ type_text() }})
{%- endmacro %}

{% macro register_slug(column) -%}
    trim(both '-' from {{ register_replace_all("lower(" ~ column ~ ")", "[^a-z0-9]+", "-") }})
{%- endmacro %}

{% macro register_replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('register_replace_all', 'icm_warehouse')(text, pattern, replacement)) }}
{%- endmacro %}

{% macro default__register_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro spark__register_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern.replace("\\", "\\\\") }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__register_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
