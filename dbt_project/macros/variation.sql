{% macro variation_setting(setting_id, data_type=none) -%}
    (
        select cast(variation_settings.value as {{ data_type or type_double() }})
        from {{ ref('variation_settings') }} as variation_settings
        where variation_settings.setting_id = '{{ setting_id }}'
    )
{%- endmacro %}

{% macro quantile(share, column) -%}
    percentile_cont({{ share }}) within group (order by {{ column }})
{%- endmacro %}

{% macro percentage_base(average, typical_size) -%}
    case
        when {{ average }} > {{ variation_setting('near_zero_average_pct') }} / 100 * {{ typical_size }} then {{ average }}
    end
{%- endmacro %}

{% macro no_percentage_reason(average, typical_size, is_change) -%}
    case
        when {{ average }} is null then null
        when {{ is_change }}
            then
                'No percentage is calculated for a change between years, '
                || 'because its average can be negative or near zero.'
        when {{ average }} < 0 then 'The average is negative, so no percentage is calculated.'
        when {{ percentage_base(average, typical_size) }} is null
            then concat(
                'The average is zero or near it (at most ', {{ variation_setting('near_zero_average_pct', type_text()) }},
                '% of the typical size of the values), so no percentage is calculated.'
            )
    end
{%- endmacro %}

{% macro too_few_for_outliers(forces_reporting) -%}
    case
        when {{ forces_reporting }} < {{ variation_setting('outlier_minimum_forces') }}
            then concat(
                'Forces that reported: ', cast({{ forces_reporting }} as {{ type_text() }}),
                '; with fewer than ', {{ variation_setting('outlier_minimum_forces', type_text()) }},
                ' no force is an outlier.'
            )
    end
{%- endmacro %}

{% macro outlier_figure(figure) -%}
    case
        when {{ figure }} < 1000 then cast(cast({{ figure }} as decimal(9, 1)) as {{ type_text() }})
        else 'more than 1,000'
    end
{%- endmacro %}

{% macro too_few_forces(forces_reporting) -%}
    case
        when {{ forces_reporting }} < {{ variation_setting('minimum_forces') }}
            then concat(
                'Forces that reported: ', cast({{ forces_reporting }} as {{ type_text() }}),
                '; a statistic needs ', {{ variation_setting('minimum_forces', type_text()) }}, '.'
            )
    end
{%- endmacro %}

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
            when count(*) = wholes.parts and count(case when given.reported_state = 'not_reported' then 1 end) = 0
                then cast(sum(given.{{ amount }} * cast(mappings.share as decimal(9, 6))) as {{ data_type }})
        end as {{ amount }},
        case
            when count(*) < wholes.parts or count(case when given.reported_state = 'not_reported' then 1 end) > 0
                then 'not_reported'
            else {{ combined_state('given.reported_state') }}
        end as reported_state,
        max(given.submission_id) as submission_id,
        {{ joined_text('given.heading_id', ', ') }} as mapped_from_heading_id
    from {{ relation }} as given
    inner join {{ ref('poa_heading_mappings') }} as mappings
        on
            given.heading_id = mappings.from_heading_id
            and given.financial_year >= coalesce(mappings.from_financial_year, given.financial_year)
            and given.financial_year <= coalesce(mappings.to_financial_year, given.financial_year)
    inner join (
        select
            mappings.to_heading_id,
            years.financial_year,
            count(*) as parts
        from {{ ref('poa_heading_mappings') }} as mappings
        inner join (select distinct financial_year from {{ relation }}) as years
            on
                years.financial_year >= coalesce(mappings.from_financial_year, years.financial_year)
                and years.financial_year <= coalesce(mappings.to_financial_year, years.financial_year)
        group by mappings.to_heading_id, years.financial_year
    ) as wholes
        on
            mappings.to_heading_id = wholes.to_heading_id
            and given.financial_year = wholes.financial_year
    left join {{ relation }} as own
        on
            mappings.to_heading_id = own.heading_id
            {% for key in keys %}and given.{{ key }} = own.{{ key }} {% endfor %}
    where own.heading_id is null
    group by {% for key in keys %}given.{{ key }}, {% endfor %} mappings.to_heading_id, wholes.parts
{%- endmacro %}
