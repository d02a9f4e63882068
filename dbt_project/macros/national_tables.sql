{% macro national_label_key(column) -%}
    trim(regexp_replace({{ spelling_key(register_replace_all(column, '[ \\n\\r\\t]+', ' ')) }}, '[0-9*]+$', ''))
{%- endmacro %}

{% macro national_table_key(column) -%}
    {{ national_label_key("regexp_replace(" ~ column ~ ", '^[0-9]+_', '')") }}
{%- endmacro %}
