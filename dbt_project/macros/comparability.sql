{#- What decides whether a heading compares between forces, and which measures follow that decision. -#}

{#- The kinds of figures of headings, and the measure whose values are judged for each. -#}
{% macro judged_measures() -%}
    {{ return([
        {'figures': 'outturn', 'measure_id': 'nre_per_head'},
        {'figures': 'estimate', 'measure_id': 'nre_per_head_estimate'},
        {'figures': 'people', 'measure_id': 'function_workforce_per_1000_population'},
    ]) }}
{%- endmacro %}

{#- The kind of figures that a measure of headings is made of, from a row of the seed measures; null for other measures,
    which no heading makes less comparable. -#}
{% macro compared_figures(measures) -%}
    case
        when {{ measures }}.family in (
            'expenditure_per_head', 'heading_workforce_per_population', 'cost_per_fte', 'support_function',
            'function_share', 'collaboration_payments'
        )
            then coalesce({{ measures }}.basis, case when {{ measures }}.numerator_unit = 'FTE' then 'people' end)
    end
{%- endmacro %}

{#- Netted headings, the headings that they are the sum of, and the years of each part. -#}
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

{#- Why no force is an outlier under a heading that does not compare between forces; otherwise null. -#}
{% macro not_compared(is_comparable, reason) -%}
    case when not {{ is_comparable }} then concat('Not compared between forces. ', {{ reason }}) end
{%- endmacro %}

{#- The headings that agreements count for; one on a part of a netted heading counts for the netted heading too. -#}
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

{#- Rows of a force and heading that keep a value out of statistics, and the same for the netted headings that the heading
    is part of: a sum is no better than its parts. -#}
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
