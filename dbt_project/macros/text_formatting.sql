{#- Numbers in words, for sentences that people read. Tables keep the numbers themselves. -#}

{% macro format_pounds(amount) -%}
    {%- set sign = country_fact('currency_sign') -%}
    case when {{ amount }} < 0 then '-' else '' end
    || case
        when abs({{ amount }}) >= 999500
            then {{ sign }} || cast(cast(abs({{ amount }}) / 1000000 as decimal(18, 1)) as {{ type_text() }}) || ' million'
        when abs({{ amount }}) >= 999.5
            then {{ sign }} || cast(cast(abs({{ amount }}) / 1000 as decimal(18, 0)) as {{ type_text() }}) || ',000'
        else {{ sign }} || cast(cast(abs({{ amount }}) as decimal(18, 0)) as {{ type_text() }})
    end
{%- endmacro %}

{% macro pence_in_words(amount) -%}
    case when {{ amount }} < 0 then '-' else '' end || {{ country_fact('currency_sign') }}
    || cast(cast(abs({{ amount }}) as decimal(18, 2)) as {{ type_text() }})
{%- endmacro %}

{% macro number_in_words(number, places) -%}
    cast(cast({{ number }} as decimal(18, {{ places }})) as {{ type_text() }})
{%- endmacro %}

{% macro counted(number, noun) -%}
    cast({{ number }} as {{ type_text() }}) || case when {{ number }} = 1 then ' {{ noun }}' else ' {{ noun }}s' end
{%- endmacro %}

{% macro row_key(columns) -%}
    {%- for name, column in columns.items() -%}
        '{{ '; ' if not loop.first }}{{ name }}=' || {{ column }}{{ ' || ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro format_with_unit(number, unit) -%}
    case {{ unit }}
        when 'GBP' then {{ format_pounds(number) }}
        when 'per cent' then {{ number_in_words(number, 1) }} || '%'
        when 'ratio' then {{ number_in_words(number, 2) }}
        else {{ number_in_words(number, 0) }} || ' ' || {{ unit }}
    end
{%- endmacro %}

{% macro named_counts(columns) -%}
    substr(
        {%- for name, column in columns.items() %}
        case when {{ column }} > 0 then ', ' || cast({{ column }} as {{ type_text() }}) || ' {{ name }}' else '' end
        {{- ' ||' if not loop.last }}
        {%- endfor %},
        3
    )
{%- endmacro %}

{#- The texts of a group as one, in order. -#}
{% macro joined_text(text, separator, ordered_by=none) -%}
    {{ adapter.dispatch('joined_text', 'icm_warehouse')(text, separator, ordered_by or text) }}
{%- endmacro %}

{% macro default__joined_text(text, separator, ordered_by) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ ordered_by }} asc nulls last)
{%- endmacro %}

{% macro spark__joined_text(text, separator, ordered_by) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ ordered_by }} asc nulls last)
{%- endmacro %}
