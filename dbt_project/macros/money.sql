{#- What the models of benefits, costs and appraisal share. -#}

{% macro is_money_off_a_budget(kind, reinvested_in) -%}
    {{ kind }} in ('cashable', 'not_stated') and {{ reinvested_in }} is null
{%- endmacro %}

{% macro appraisal_setting(setting_id) -%}
    (
        select cast(appraisal_settings.value as integer)
        from {{ ref('appraisal_settings') }} as appraisal_settings
        where appraisal_settings.setting_id = '{{ setting_id }}'
    )
{%- endmacro %}

{% macro whole_numbers() -%}
    (
        with digits as (
            {%- for digit in range(10) %}
            select {{ digit }} as digit{{ ' union all' if not loop.last }}
            {%- endfor %}
        )

        select ones.digit + 10 * tens.digit + 100 * hundreds.digit as n
        from digits as ones
        cross join digits as tens
        cross join digits as hundreds
    )
{%- endmacro %}

{% macro discount_schedule_id(stated_on) -%}
    'green-book-' || cast({{ stated_on }} as {{ type_text() }})
{%- endmacro %}
