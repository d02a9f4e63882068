{#- What only Spark needs: reading the folder that `icm hand-over` wrote (orchestration/spark/hand_over.py). -#}

{% macro handed_over() -%}
    {{ return(env_var('ICM_HANDED_OVER').rstrip('/')) }}
{%- endmacro %}

{% macro read_handed_over(relation) -%}
    {%- do run_query('create schema if not exists ' ~ relation.schema) -%}
    {%- do run_query('drop table if exists ' ~ relation) -%}
    {%- do run_query(
        "create table " ~ relation ~ " using parquet location '" ~ handed_over() ~ '/' ~ relation.schema ~ '/'
        ~ relation.identifier ~ "'"
    ) -%}
{%- endmacro %}

{#- Hook before a run of dbt. -#}
{% macro read_sources_handed_over() -%}
    {{ adapter.dispatch('read_sources_handed_over', 'icm_warehouse')() }}
{%- endmacro %}

{% macro default__read_sources_handed_over() -%}{%- endmacro %}

{% macro spark__read_sources_handed_over() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- for node in graph.sources.values() -%}
            {%- do read_handed_over(source(node.source_name, node.name)) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- The rows of a seed go over as Parquet: dbt-spark's own statements cannot write all of their texts. -#}
{% materialization seed, adapter='spark' %}
    {%- do read_handed_over(this) -%}
    {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
    {% call noop_statement('main', 'HANDED OVER', 'HANDED OVER', 0) -%} {{ this }} {%- endcall %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}
