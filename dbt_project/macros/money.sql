{#- What the models of benefits, costs and appraisal share. -#}

{#- Kinds of benefit that are money off a budget. not_stated counts: the tables of 2018 list what came out of budgets
    without naming a kind. -#}
{% macro is_money_off_a_budget(kind, reinvested_in) -%}
    {{ kind }} in ('cashable', 'not_stated') and {{ reinvested_in }} is null
{%- endmacro %}

{#- A setting of the seed appraisal_settings, as a whole number. -#}
{% macro appraisal_setting(setting_id) -%}
    (
        select cast(appraisal_settings.value as integer)
        from {{ ref('appraisal_settings') }} as appraisal_settings
        where appraisal_settings.setting_id = '{{ setting_id }}'
    )
{%- endmacro %}

{#- The year in which a financial year begins, as a number, and back: 2012/13 is 2012. Appraisals run further than the
    list of financial years. -#}
{% macro start_of_financial_year(financial_year) -%}
    cast(substr({{ financial_year }}, 1, 4) as integer)
{%- endmacro %}

{% macro financial_year_from(start_year) -%}
    cast({{ start_year }} as {{ type_text() }}) || '/'
    || lpad(cast(({{ start_year }} + 1) % 100 as {{ type_text() }}), 2, '0')
{%- endmacro %}

{#- The financial year in which a day falls, as the number of the year in which it begins. -#}
{% macro financial_year_start_of_day(day) -%}
    cast(extract(year from {{ day }}) as integer) - case when extract(month from {{ day }}) < 4 then 1 else 0 end
{%- endmacro %}

{#- Whole numbers from 0 to 999, as a relation with the column n. -#}
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

{#- Rates that a source states together are one schedule. -#}
{% macro discount_schedule_id(stated_on) -%}
    'green-book-' || cast({{ stated_on }} as {{ type_text() }})
{%- endmacro %}
