{#- What the evidence for levels of support and the search for partners share. -#}

{% macro organised_crime_headings() -%}
    (
        select heading_id from {{ ref('dim_poa_heading') }}
        where heading_id = {{ country_fact('heading_organised_crime') }}
        union all
        select parent_heading_id from {{ ref('dim_poa_heading') }}
        where heading_id = {{ country_fact('heading_organised_crime') }} and level > 1
    )
{%- endmacro %}

{% macro columns_for_rules() -%}
    {{ return([
        'max_to_min_ratio', 'coefficient_of_variation', 'spread_change_pct', 'years_widening', 'opportunity_gbp',
        'opportunity_gbp_real', 'collaborating_pct', 'outliers_unexplained', 'full_response_pct', 'functionality_pct',
        'regions_below_nation', 'explanations_owed', 'years_without_progress'
    ]) }}
{%- endmacro %}
