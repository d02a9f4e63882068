{% macro forget_tables_built() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed') -%}
        {%- set tables_built = adapter.get_relation(target.database, 'ledger', 'tables_built') -%}
        {%- if tables_built -%} delete from {{ tables_built }}; commit; begin {%- endif -%}
    {%- endif -%}
{%- endmacro %}
