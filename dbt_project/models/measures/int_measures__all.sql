{{ config(materialized='table') }}
-- Every family of measures gives the same columns. A new family is one model and one line here.
{% set families = [
    'int_measures__workforce_per_population',
    'int_measures__workforce_share',
    'int_measures__workforce_change',
    'int_measures__funding_per_head',
    'int_measures__expenditure_per_head',
    'int_measures__heading_workforce_per_population',
    'int_measures__cost_per_fte',
    'int_measures__support_function',
    'int_measures__collaboration_share',
    'int_measures__organised_crime',
    'int_measures__procurement',
    'int_measures__function_share',
    'int_measures__spending_by_type',
    'int_measures__collaboration_payments',
] %}

{% for family in families %}
    select
        measure_id,
        heading_id,
        financial_year,
        force_id,
        cast(numerator as {{ type_measured() }}) as numerator,
        cast(denominator as {{ type_measured() }}) as denominator,
        population_mid_year,
        reported_state,
        mapped_from_heading_id,
        submission_id
    from {{ ref(family) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
