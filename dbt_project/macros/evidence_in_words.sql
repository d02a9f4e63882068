{#- The sentences of level_of_support_evidence, from the columns of one row. -#}

{% macro evidence_in_words() -%}
    {{ cost_in_words() }}
    || {{ collaboration_in_words() }}
    || {{ organised_crime_in_words() }}
    || {{ decision_in_words() }}
{%- endmacro %}

{% macro cost_in_words() -%}
    case
        when average_nre_per_head is null
            then
                heading_name || ', ' || financial_year || ': no average cost per head ('
                || cast(forces_reporting as {{ type_text() }}) || ' of '
                || coalesce({{ counted('forces_expected', 'force') }}, 'all forces') || ' reported)'
        else
            'Net revenue expenditure on ' || heading_name || ' was '
            || {{ pence_in_words('average_nre_per_head') }} || ' per head on average in ' || financial_year || ' (' || cast(forces_reporting as {{ type_text() }}) || ' of '
            || {{ counted('forces_expected', 'force') }} || ' reported)'
            || case
                -- The reason is a sentence of its own, and ends as this one does.
                when not is_comparable
                    then '. It is not compared between forces. '
                        || substr(comparability_reason, 1, length(comparability_reason) - 1)
                else
                    ', '
                    || coalesce(
                        {{ number_in_words('max_to_min_ratio', 1) }}
                        || ' times as much in the highest-cost force' || {{ forces_outside() }}
                        || ' as in the lowest-cost force',
                        'and zero or less in at least one force' || {{ forces_outside() }}
                    )
                    || coalesce(
                        case spread_trend
                            when 'steady' then ', with a spread about as wide as in '
                            when 'widening' then ', with a spread wider than in '
                            when 'narrowing' then ', with a spread narrower than in '
                        end || compared_with_year,
                        ''
                    )
                    || coalesce(
                        '; the amounts above the average total ' || {{ format_pounds('opportunity_gbp') }}, ''
                    )
            end
    end
    || '.'
{%- endmacro %}

{% macro collaboration_in_words() -%}
    coalesce(
        ' ' || cast(forces_collaborating as {{ type_text() }}) || ' of ' || {{ counted('forces_expected', 'force') }}
        || ' had a live agreement on it'
        || case
            when collaboration_difference is null then ''
            else
                ' and spent ' || {{ pence_in_words('nre_per_head_collaborating') }}
                || ' per head on average, the others '
                || {{ pence_in_words('nre_per_head_others') }} || ', which does not show that one causes the other'
        end
        || '.',
        ''
    )
{%- endmacro %}

{% macro organised_crime_in_words() -%}
    coalesce(
        ' ' || {{ number_in_words('full_response_pct', 0) }}
        || '% of the mapped organised crime groups met a full operational response.',
        ''
    )
{%- endmacro %}

{% macro decision_in_words() -%}
    coalesce(
        ' At the end of the year level ' || cast(level_of_support as {{ type_text() }}) || ' (' || level_name
        || ') was in effect, decided by the board on ' || cast(decided_on as {{ type_text() }})
        || case when decided_heading_id <> heading_id then ' for the heading above' else '' end || '.',
        ' By the end of the year the board had made no decision on a level.'
    )
{%- endmacro %}
