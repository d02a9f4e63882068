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

{% macro list_partitions(is_listed) -%}
    {%- if target.name != 'sail' -%}
        {%- do run_query('set spark.sql.hive.manageFilesourcePartitions = ' ~ is_listed) -%}
    {%- endif -%}
{%- endmacro %}

{#- Hook before a run of dbt. -#}
{% macro read_sources_handed_over() -%}
    {{ adapter.dispatch('read_sources_handed_over', 'icm_warehouse')() }}
{%- endmacro %}

{% macro default__read_sources_handed_over() -%}{%- endmacro %}

{% macro spark__read_sources_handed_over() -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set read = [] -%}
        {%- for key in selected_resources if key in graph.nodes -%}
            {%- do read.extend(graph.nodes[key].depends_on.nodes) -%}
        {%- endfor -%}
        {#- These have the partitions whose folders are there; Spark keeps a list of those that it writes itself. -#}
        {%- do list_partitions('false') -%}
        {%- for key, node in graph.sources.items() if key in read -%}
            {%- do read_handed_over(source(node.source_name, node.name)) -%}
        {%- endfor -%}
        {%- do list_partitions('true') -%}
    {%- endif -%}
{%- endmacro %}

{#- The rows of a seed go over as Parquet: dbt-spark's own statements cannot write all of their texts. -#}
{% materialization seed, adapter='spark' %}
    {%- do read_handed_over(this) -%}
    {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
    {% call noop_statement('main', 'HANDED OVER', 'HANDED OVER', 0) -%} {{ this }} {%- endcall %}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{#- Lines by the million are read again only where they changed. The rows of a submission never change, so each partition
    of such a table is of one submission: it is written once, and taken away when the submission is not current any more.
    On Sail, which overwrites no partition, and on other engines the model is what its folder says. -#}
{% macro built_by_submission(partition_by, submissions) -%}
    {{ return(adapter.dispatch('built_by_submission', 'icm_warehouse')(partition_by, submissions)) }}
{%- endmacro %}

{% macro default__built_by_submission(partition_by, submissions) -%} {{ return({'enabled': true}) }} {%- endmacro %}

{% macro spark__built_by_submission(partition_by, submissions) -%}
    {%- do ref('int_procurement_spend__sources') -%}
    {%- if target.name == 'sail' -%} {{ return({'enabled': true}) }} {%- endif -%}
    {{ return({
        'materialized': 'incremental',
        'incremental_strategy': 'insert_overwrite',
        'partition_by': partition_by,
        'on_schema_change': 'fail',
        'meta': {'submissions': submissions},
        'pre_hook': '{{ remove_partitions_of_submissions_gone() }}',
    }) }}
{%- endmacro %}

{% macro partitions_there() -%}
    select distinct {{ config.get('partition_by') | join(', ') }}
    from {{ this }}
{%- endmacro %}

{% macro partitions_wanted() -%}
    select {{ config.get('partition_by') | join(', ') }}
    from {{ ref('int_procurement_spend__sources') }}
    where {{ config.get('meta').submissions }}
{%- endmacro %}

{% macro only_new_submissions(conjunction, submission_id) -%}
    {{ return(adapter.dispatch('only_new_submissions', 'icm_warehouse')(conjunction, submission_id)) }}
{%- endmacro %}

{% macro default__only_new_submissions(conjunction, submission_id) -%}{%- endmacro %}

{% macro spark__only_new_submissions(conjunction, submission_id) -%}
    {%- if is_incremental() -%}
        {%- set new = run_query(partitions_wanted() ~ ' except ' ~ partitions_there()).columns['submission_id'] -%}
        {{ conjunction }} {{ submission_id }} in (''{% for value in new.values() %}, '{{ value }}'{% endfor %})
    {%- endif -%}
{%- endmacro %}

{#- Hook before the rows of new submissions. -#}
{% macro remove_partitions_of_submissions_gone() -%}
    {%- if is_incremental() -%}
        {%- for values in run_query(partitions_there() ~ ' except ' ~ partitions_wanted()).rows -%}
            {%- set partition = [] -%}
            {%- for name in config.get('partition_by') -%}
                {%- do partition.append(name ~ " = '" ~ values[name] ~ "'") -%}
            {%- endfor -%}
            {%- do run_query('alter table ' ~ this ~ ' drop partition (' ~ partition | join(', ') ~ ')') -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
