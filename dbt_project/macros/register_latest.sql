{% macro register_rank(keys, register_alias='registers') -%}
    rank() over (partition by {{ keys | join(', ') }} order by {{ register_alias }}.precedence)
{%- endmacro %}
