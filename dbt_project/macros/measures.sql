{#- What families of measures share that are quotients of quantities: a family gives each quantity its row, and the seed
    measures says by numerator_group and denominator_group which two make a measure. -#}

{% macro state_of_quotient(numerator_state, denominator_state) -%}
    {%- set states = [numerator_state, denominator_state] -%}
    case
        {%- for state in ['not_provided', 'not_reported', 'unverified'] %}
        when {{ states | join(" = '" ~ state ~ "' or ") }} = '{{ state }}' then '{{ state }}'
        {%- endfor %}
        else 'reported'
    end
{%- endmacro %}

{% macro ratios_of(family, quantities) -%}
    select
        measures.measure_id,
        numerators.heading_id,
        numerators.financial_year,
        numerators.force_id,
        numerators.amount as numerator,
        denominators.amount as denominator,
        denominators.population_mid_year,
        {{ state_of_quotient('numerators.reported_state', 'denominators.reported_state') }} as reported_state,
        cast(null as {{ type_text() }}) as mapped_from_heading_id,
        numerators.submission_id
    from {{ ref('measures') }} as measures
    inner join {{ quantities }} as numerators
        on
            measures.numerator_group = numerators.quantity
            and (numerators.basis is null or measures.basis = numerators.basis)
    left join {{ quantities }} as denominators
        on
            measures.denominator_group = denominators.quantity
            and numerators.force_id = denominators.force_id
            and numerators.financial_year = denominators.financial_year
            and numerators.heading_id = denominators.heading_id
            and (denominators.basis is null or measures.basis = denominators.basis)
    left join (
        select distinct
            quantity,
            heading_id,
            financial_year
        from {{ quantities }}
    ) as divided_by
        on
            measures.denominator_group = divided_by.quantity
            and numerators.financial_year = divided_by.financial_year
            and numerators.heading_id = divided_by.heading_id
    where
        measures.family = '{{ family }}'
        and (divided_by.quantity is not null or measures.denominator_group = 'population')
{%- endmacro %}

{% macro population_quantity(heading_id) -%}
    select
        populations.force_id,
        financial_years.financial_year,
        '{{ heading_id }}' as heading_id,
        'population' as quantity,
        cast(null as {{ type_text() }}) as basis,
        cast(populations.population as {{ type_measured() }}) as amount,
        populations.mid_year as population_mid_year,
        case when populations.population is null then 'not_reported' else 'reported' end as reported_state,
        populations.submission_id
    from {{ ref('force_population') }} as populations
    inner join {{ ref('financial_years') }} as financial_years
        on populations.mid_year = financial_years.population_mid_year
{%- endmacro %}
