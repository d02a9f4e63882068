{#- Dates in the life of an agreement. A date stands for the first day of the period printed (register_date). -#}

{% macro period_end(day, precision) -%}
    case {{ precision }}
        when 'year' then make_date(cast(year({{ day }}) as integer), 12, 31)
        when 'month' then last_day({{ day }})
        else {{ day }}
    end
{%- endmacro %}

{% macro is_dated_to_month(precision) -%}
    coalesce({{ precision }}, '') in ('day', 'month')
{%- endmacro %}

{% macro days_between(first_day, last_day) -%}
    {{ adapter.dispatch('days_between', 'icm_warehouse')(first_day, last_day) }}
{%- endmacro %}

{% macro default__days_between(first_day, last_day) -%}
    cast({{ last_day }} - {{ first_day }} as integer)
{%- endmacro %}

{% macro spark__days_between(first_day, last_day) -%}
    cast(datediff({{ last_day }}, {{ first_day }}) as integer)
{%- endmacro %}

{% macro months_between_days(first_day, last_day) -%}
    cast(
        (year({{ last_day }}) - year({{ first_day }})) * 12 + month({{ last_day }}) - month({{ first_day }})
        - case when day({{ last_day }}) < day({{ first_day }}) then 1 else 0 end
        as integer
    )
{%- endmacro %}

{% macro is_valid_on(from_date, to_date, day) -%}
    {{ from_date }} <= {{ day }} and ({{ to_date }} is null or {{ to_date }} > {{ day }})
{%- endmacro %}

{% macro is_member_on(memberships, day) -%}
    (coalesce({{ memberships }}.from_date, {{ day }}) <= {{ day }}
            and ({{ memberships }}.to_date is null or {{ memberships }}.to_date > {{ day }}))
{%- endmacro %}

{% macro is_member_in_year(memberships, start_year) -%}
    (coalesce({{ memberships }}.from_date, {{ year_end_of(start_year) }}) <= {{ year_end_of(start_year) }}
            and ({{ memberships }}.to_date is null or {{ memberships }}.to_date >= {{ year_end_of(start_year) }}))
{%- endmacro %}

{% macro impossible_order() -%}
    case
            when event = 'commenced' and last_end > last_start and last_end > last_preparation then 'CR20'
            when
                event in ('outline_business_case', 'full_business_case')
                and last_case = 0 and last_start = 0 and last_approval > 0
                then 'CR21'
            when event = 'ended' and last_end > last_start then 'CR22'
            when event = 'renewed' and last_end > last_start and last_end > last_preparation then 'CR23'
            when event = 'notice_given' and last_end > last_start and last_end > last_preparation then 'CR24'
            when event in ('not_progressed', 'not_implemented') and last_start > last_end then 'CR26'
        end
{%- endmacro %}

{% macro event_it_contradicts(judged) -%}
    case {{ judged }}.rule_id
            when 'CR21' then {{ judged }}.last_approval
            when 'CR26' then {{ judged }}.last_start
            else {{ judged }}.last_end
        end
{%- endmacro %}
