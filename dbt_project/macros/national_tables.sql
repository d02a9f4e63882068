{#- How the labels of national tables are compared: by their words. Publishers number their sheets (10_NRE), put digits
    and asterisks of footnotes behind labels, and change capital letters and spaces between editions. -#}

{% macro national_label_key(column) -%}
    trim(regexp_replace({{ spelling_key(register_replace_all(column, '[ \\n\\r\\t]+', ' ')) }}, '[0-9*]+$', ''))
{%- endmacro %}

{#- Key of a table: the sheet without its number; where one sheet holds many tables, the measure or group it prints. -#}
{% macro national_table_key(column) -%}
    {{ national_label_key("regexp_replace(" ~ column ~ ", '^[0-9]+_', '')") }}
{%- endmacro %}
