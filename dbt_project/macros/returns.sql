{#- What the returns of forces share. -#}

{#- Amounts of the expenditure return: the kinds of expenditure, the kinds of income, and what they come to. -#}
{% macro expenditure_amounts() -%}
    {{ return([
        {'line': 'police_officer_pay', 'kind': 'expenditure'},
        {'line': 'police_overtime', 'kind': 'expenditure'},
        {'line': 'police_staff_pay', 'kind': 'expenditure'},
        {'line': 'pcso_pay', 'kind': 'expenditure'},
        {'line': 'other_employee_costs', 'kind': 'expenditure'},
        {'line': 'premises', 'kind': 'expenditure'},
        {'line': 'transport', 'kind': 'expenditure'},
        {'line': 'supplies_and_services', 'kind': 'expenditure'},
        {'line': 'third_party_payments', 'kind': 'expenditure'},
        {'line': 'other_expenditure', 'kind': 'expenditure'},
        {'line': 'partnership_income', 'kind': 'income'},
        {'line': 'sales_fees_charges_and_rents', 'kind': 'income'},
        {'line': 'special_police_services', 'kind': 'income'},
        {'line': 'reimbursed_income', 'kind': 'income'},
        {'line': 'interest', 'kind': 'income'},
        {'line': 'gross_expenditure', 'kind': 'total'},
        {'line': 'earned_income', 'kind': 'total'},
        {'line': 'net_revenue_expenditure', 'kind': 'total'},
        {'line': 'in_collaboration', 'kind': 'of_which'},
    ]) }}
{%- endmacro %}

{#- Counts of the workforce return: kind of worker, and whether full-time equivalents or people. -#}
{% macro workforce_counts() -%}
    {{ return([
        {'worker_type': 'police_officer', 'basis': 'fte'},
        {'worker_type': 'police_officer', 'basis': 'headcount'},
        {'worker_type': 'police_staff', 'basis': 'fte'},
        {'worker_type': 'police_staff', 'basis': 'headcount'},
        {'worker_type': 'pcso', 'basis': 'fte'},
        {'worker_type': 'pcso', 'basis': 'headcount'},
        {'worker_type': 'designated_officer', 'basis': 'fte'},
        {'worker_type': 'designated_officer', 'basis': 'headcount'},
        {'worker_type': 'special_constable', 'basis': 'headcount'},
        {'worker_type': 'police_support_volunteer', 'basis': 'headcount'},
    ]) }}
{%- endmacro %}

{#- Rows typed into a model, one a mapping of column to text. -#}
{% macro typed_rows(rows) -%}
    {%- for row in rows %}
    select {% for column, text in row.items() %}'{{ text }}' as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    {{- ' union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The column that belongs to what a row is about: a wide row becomes long. `columns` maps one to the other. -#}
{% macro column_of(about, columns) -%}
    case {{ about }}
        {%- for value, column in columns.items() %}
        when '{{ value }}' then {{ column }}
        {%- endfor %}
    end
{%- endmacro %}

{#- Rows of a return with the heading that each names. -#}
{% macro with_heading_ids(staging) -%}
    select
        headings.heading_id,
        rows_given.*
    from {{ ref(staging) }} as rows_given
    inner join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('rows_given.heading_name') }} = headings.heading_key
{%- endmacro %}

{#- A reported zero is reported. An empty cell, or a row that the file does not have, is not reported. -#}
{% macro reported_state(value, missing) -%}
    case
        when {{ value }} is not null then 'reported'
        when {{ missing }} = 'not_provided' then 'not_provided'
        else 'not_reported'
    end
{%- endmacro %}

{#- The state of a row with several figures: reported where one is, otherwise not provided where one is. -#}
{% macro state_of_several(state) -%}
    case
        when count(case when {{ state }} = 'reported' then 1 end) > 0 then 'reported'
        when count(case when {{ state }} = 'not_provided' then 1 end) > 0 then 'not_provided'
        else 'not_reported'
    end
{%- endmacro %}

{#- Heading all functions: the sum of the level 1 headings, because level 2 headings are parts of them. It is given only
    when no heading that it cannot do without (is_needed_for_total) is unreported; a heading that the force does not
    provide adds nothing. Other and Not stated are added where reported and never waited for. -#}
{% macro all_functions_rows(relation, keys, value, data_type) -%}
    select
        {{ keys | join(', ') }},
        'all-functions' as heading_id,
        0 as level,
        case
            when count(case when is_needed_for_total and reported_state = 'not_reported' then 1 end) = 0
                then cast(sum({{ value }}) as {{ data_type }})
        end as {{ value }},
        case
            when count(case when is_needed_for_total and reported_state = 'not_reported' then 1 end) > 0
                then 'not_reported'
            else {{ state_of_several('reported_state') }}
        end as reported_state
    from {{ relation }}
    where level = 1
    group by {{ keys | join(', ') }}
{%- endmacro %}

{#- Whether a name of a force meant that force on a day; most names always have. -#}
{% macro alias_holds_on(aliases, day) -%}
    coalesce({{ aliases }}.valid_from, {{ day }}) <= {{ day }}
    and coalesce({{ aliases }}.valid_to, {{ day }}) >= {{ day }}
{%- endmacro %}

{#- Whether a force was in being on a day; of a line of a force's descent, whether one force was the other then. -#}
{% macro in_being_on(forces, day) -%}
    coalesce({{ forces }}.valid_from, {{ day }}) <= {{ day }}
    and coalesce({{ forces }}.valid_to, {{ day }}) >= {{ day }}
{%- endmacro %}

{#- Whether a financial year is a force's: that of the forces in being on its last day, which return for all of it. Of
    a merger within the year the successor returns, its predecessors do not. -#}
{% macro in_being(forces, years) -%}
    {{ in_being_on(forces, years ~ '.ends_on') }}
{%- endmacro %}

{#- How many forces were in being on the last day of each year of the national picture. -#}
{% macro forces_in_being_at_year_ends() -%}
    select
        years.financial_year,
        count(*) as forces_expected
    from {{ ref('int_national_picture__years') }} as years
    inner join {{ ref('dim_force') }} as forces
        on {{ in_being('forces', 'years') }}
    group by years.financial_year
{%- endmacro %}
