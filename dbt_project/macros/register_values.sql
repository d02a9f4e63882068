{#- How the text of a register becomes a value. A cell that holds only spaces is an empty cell;
    no other sign stands for one, because words such as none are codes of the register. -#}

{% macro register_text(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}

{#- Dates are printed as 2002, 2011-09 or 2013-04-01. The date kept is the first day of the period printed, and
    register_date_precision says how much of it was printed, so that no reader takes 1 January for a fact. -#}
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

{#- A date as its month and year are printed ('March 2021'). -#}
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

{#- A name as a key: lower case words joined by hyphens ('G4S plc' -> 'g4s-plc'). -#}
{% macro register_slug(column) -%}
    trim({{ register_replace_all("lower(" ~ column ~ ")", "[^a-z0-9]+", "-") }}, '-')
{%- endmacro %}

{% macro register_replace_all(text, pattern, replacement) -%}
    {{ return(adapter.dispatch('register_replace_all', 'icm_warehouse')(text, pattern, replacement)) }}
{%- endmacro %}

{#- DuckDB replaces the first match unless told otherwise; Spark replaces all of them. -#}
{% macro default__register_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__register_replace_all(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
