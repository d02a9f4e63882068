{#- Financial years as text, as 2012/13, and as the number of the year in which they begin, 2012. Appraisals and lives of
    agreements run further than the list of financial years, so the month in which all of them begin is a variable. -#}

{% macro start_of_financial_year(financial_year) -%}
    cast(substr({{ financial_year }}, 1, 4) as integer)
{%- endmacro %}

{% macro financial_year_from(start_year) -%}
    cast({{ start_year }} as {{ type_text() }}) || '/'
    || lpad(cast(({{ start_year }} + 1) % 100 as {{ type_text() }}), 2, '0')
{%- endmacro %}

{% macro start_year_of(day) -%}
    cast(year({{ day }}) as integer)
    - case when month({{ day }}) < {{ var('financial_year_first_month') }} then 1 else 0 end
{%- endmacro %}

{% macro year_end_of(start_year) -%}
    cast(make_date({{ start_year }} + 1, {{ var('financial_year_first_month') }}, 1) - interval 1 day as date)
{%- endmacro %}
