{#- What a load has built stands in a table of the ledger (orchestration/warehouse/runner.py); once dbt has built tables
    by hand, it is no longer true. dbt rolls back what a hook leaves open: it ends its transaction and begins another. -#}
{% macro forget_tables_built() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'seed') -%}
        {%- set tables_built = adapter.get_relation(target.database, 'ledger', 'tables_built') -%}
        {%- if tables_built -%} delete from {{ tables_built }}; commit; begin {%- endif -%}
    {%- endif -%}
{%- endmacro %}
