-- Rows returned: facts of the country that the models were compiled without. A load compiles them with the facts of its
-- seeds; dbt run by hand on other seeds than the project's needs them in --vars.
{%- set facts = [
    'country_name', 'currency_sign', 'currency_name', 'area_left_out', 'heading_procurement',
    'heading_human_resources', 'heading_finance', 'heading_ict', 'heading_organised_crime'
] %}
select
    fact_id,
    value
from {{ ref('country') }}
where
    coalesce(value, '') <> case fact_id
        {%- for fact_id in facts %}
            when '{{ fact_id }}' then {{ country_fact(fact_id) }}
        {%- endfor %}
    end
union all
select
    financial_year as fact_id,
    cast(starts_on as {{ type_text() }}) as value
from {{ ref('financial_years') }}
where month(starts_on) <> {{ var('financial_year_first_month') }}
