{#- What decides whether a heading compares between forces, and which measures follow that decision. -#}

{% macro judged_measures() -%}
    {{ return([
        {'figures': 'outturn', 'measure_id': 'nre_per_head'},
        {'figures': 'estimate', 'measure_id': 'nre_per_head_estimate'},
        {'figures': 'people', 'measure_id': 'function_workforce_per_1000_population'},
    ]) }}
{%- endmacro %}

{% macro compared_figures(measures) -%}
    case
        when {{ measures }}.family in (
            'expenditure_per_head', 'heading_workforce_per_population', 'cost_per_fte', 'support_function',
            'function_share', 'collaboration_payments'
        )
            then coalesce({{ measures }}.basis, case when {{ measures }}.numerator_unit = 'FTE' then 'people' end)
    end
{%- endmacro %}

{% macro netted_parts() -%}
    select
        mappings.to_heading_id as netted_heading_id,
        mappings.from_heading_id as heading_id,
        mappings.from_financial_year,
        mappings.to_financial_year
    from {{ ref('poa_heading_mappings') }} as mappings
    inner join {{ ref('poa_headings') }} as headings
        on
            mappings.to_heading_id = headings.heading_id
            and headings.heading_system = 'netted'
{%- endmacro %}

{% macro not_compared(is_comparable, reason) -%}
    case when not {{ is_comparable }} then concat('Not compared between forces. ', {{ reason }}) end
{%- endmacro %}

{% macro headings_of_whole_agreements() -%}
    select
        agreement_id,
        max(functions.heading_id) as heading_id
    from {{ ref('int_collaboration_register__settled_functions') }} as functions
    group by agreement_id
    having count(*) = count(functions.heading_id) and count(distinct functions.heading_id) = 1
{%- endmacro %}

{% macro agreement_headings_with_netted() -%}
    select
        agreement_id,
        heading_id
    from {{ ref('int_national_picture__agreement_headings') }}
    union all
    select
        on_part.agreement_id,
        netted.netted_heading_id as heading_id
    from {{ ref('int_national_picture__agreement_headings') }} as on_part
    inner join ({{ netted_parts() }}) as netted
        on on_part.heading_id = netted.heading_id
{%- endmacro %}

{% macro also_of_netted(relation, reason) -%}
    select
        measure_id,
        heading_id,
        financial_year,
        force_id,
        min({{ reason }}) as {{ reason }}
    from (
        select
            measure_id,
            heading_id,
            financial_year,
            force_id,
            {{ reason }}
        from {{ relation }}
        union all
        select
            of_part.measure_id,
            netted.netted_heading_id as heading_id,
            of_part.financial_year,
            of_part.force_id,
            of_part.{{ reason }}
        from {{ relation }} as of_part
        inner join ({{ netted_parts() }}) as netted
            on
                of_part.heading_id = netted.heading_id
                and of_part.financial_year >= coalesce(netted.from_financial_year, of_part.financial_year)
                and of_part.financial_year <= coalesce(netted.to_financial_year, of_part.financial_year)
    ) as of_all
    group by measure_id, heading_id, financial_year, force_id
{%- endmacro %}
