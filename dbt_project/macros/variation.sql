{#- One setting of the seed variation_settings, as a scalar: a number, or the text of it for a sentence. -#}
{% macro variation_setting(setting_id, data_type=none) -%}
    (
        select cast(variation_settings.value as {{ data_type or type_double() }})
        from {{ ref('variation_settings') }} as variation_settings
        where variation_settings.setting_id = '{{ setting_id }}'
    )
{%- endmacro %}

{#- Linear interpolation between the two nearest values (type 7). -#}
{% macro quantile(share, column) -%}
    percentile_cont({{ share }}) within group (order by {{ column }})
{%- endmacro %}

{#- The state of a value that needs a denominator: what is divided by nothing known is not reported. -#}
{% macro state_with_denominator(state, denominator) -%}
    case when {{ state }} = 'reported' and {{ denominator }} is null then 'not_reported' else {{ state }} end
{%- endmacro %}

{#- Why there is no statistic, where too few forces reported; otherwise null. -#}
{% macro too_few_forces(forces_reporting) -%}
    case
        when {{ forces_reporting }} < {{ variation_setting('minimum_forces') }}
            then concat(
                'Forces that reported: ', cast({{ forces_reporting }} as {{ type_text() }}),
                '; a statistic needs ', {{ variation_setting('minimum_forces', type_text()) }}, '.'
            )
    end
{%- endmacro %}

{#- Rows by heading, and beside them rows carried to the name that other years' lists have for the same function
    (poa_heading_mappings). A force that reports the other heading itself gets no carried row. Part of a heading carries
    that part of its amount; several headings carried to one are added up, and only when none of them is unreported. -#}
{% macro with_mapped_headings(relation, keys, amount, data_type) -%}
    select
        {{ keys | join(', ') }},
        heading_id,
        {{ amount }},
        reported_state,
        submission_id,
        cast(null as {{ type_text() }}) as mapped_from_heading_id
    from {{ relation }}
    union all
    select
        {% for key in keys %}given.{{ key }}, {% endfor %}
        mappings.to_heading_id as heading_id,
        case
            when count(case when given.reported_state = 'not_reported' then 1 end) = 0
                then cast(sum(given.{{ amount }} * cast(mappings.share as decimal(9, 6))) as {{ data_type }})
        end as {{ amount }},
        case
            when count(case when given.reported_state = 'not_reported' then 1 end) > 0 then 'not_reported'
            else {{ state_of_several('given.reported_state') }}
        end as reported_state,
        max(given.submission_id) as submission_id,
        string_agg(given.heading_id, ', ' order by given.heading_id asc nulls last) as mapped_from_heading_id
    from {{ relation }} as given
    inner join {{ ref('poa_heading_mappings') }} as mappings
        on
            given.heading_id = mappings.from_heading_id
            and given.financial_year >= coalesce(mappings.from_financial_year, given.financial_year)
            and given.financial_year <= coalesce(mappings.to_financial_year, given.financial_year)
    left join {{ relation }} as own
        on
            mappings.to_heading_id = own.heading_id
            {% for key in keys %}and given.{{ key }} = own.{{ key }} {% endfor %}
    where own.heading_id is null
    group by {% for key in keys %}given.{{ key }}, {% endfor %} mappings.to_heading_id
{%- endmacro %}
