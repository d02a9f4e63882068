{#- What is true of the hub's country (seeds/reference/country.csv): variables of dbt_project.yml, so that a sentence or
    a condition can name them without a join. -#}

{% macro country_fact(fact_id) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(var(fact_id))) }}
{%- endmacro %}

{#- Which forces an average is of that leaves an area out: forces outside London. -#}
{% macro forces_outside() -%}
    {%- set words = ' outside ' ~ var('area_left_out') if var('area_left_out') else '' -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(words)) }}
{%- endmacro %}

{% macro cost_of_organised_crime() -%}
    {{ dbt.string_literal('Cost of organised crime work (' ~ var('currency_sign') ~ ')') }}
{%- endmacro %}
