{%- set kinds = ['home_office_region', 'rocu', 'regional_model'] -%}
with measures as (
    select * from {{ ref('measures') }}
    where family = 'organised_crime'
),

measure_values as (
    select
        given.measure_id,
        given.heading_id,
        given.financial_year,
        given.force_id,
        given.is_counted,
        cast(given.numerator as {{ type_measured() }}) as numerator,
        cast(given.denominator as {{ type_measured() }}) as denominator,
        given.value,
        cast(measures.scale as {{ type_double() }}) as scale
    from {{ ref('int_measures__values') }} as given
    inner join measures
        on given.measure_id = measures.measure_id
),

-- A force that sent no return has named no model; it keeps its place among the forces expected.
placed as (
    select
        measure_values.*,
        forces.home_office_region,
        coalesce(forces.rocu, 'none') as rocu,
        coalesce(responses.regional_model, 'not_stated') as regional_model
    from measure_values
    inner join {{ ref('dim_force') }} as forces
        on measure_values.force_id = forces.force_id
    left join {{ ref('organised_crime_response') }} as responses
        on
            measure_values.force_id = responses.force_id
            and measure_values.financial_year = responses.financial_year
),

grouped as (
    {% for kind in kinds %}
        select
            '{{ kind }}' as group_kind,
            {{ kind }} as group_name,
            *
        from placed
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

summed as (
    select
        group_kind,
        group_name,
        measure_id,
        heading_id,
        financial_year,
        scale,
        count(*) as forces_expected,
        count(case when is_counted then 1 end) as forces_reporting,
        {{ exact_sum('case when is_counted then numerator end') }} as numerator,
        {{ exact_sum('case when is_counted then denominator end') }} as denominator,
        min(case when is_counted then value end) as lowest_force_value,
        max(case when is_counted then value end) as highest_force_value
    from grouped
    group by group_kind, group_name, measure_id, heading_id, financial_year, scale
),

nation as (
    select
        measure_id,
        heading_id,
        financial_year,
        count(*) as forces_expected,
        count(case when is_counted then 1 end) as forces_reporting,
        max(scale)
        * {{ exact_sum('case when is_counted then numerator end') }}
        / nullif({{ exact_sum('case when is_counted then denominator end') }}, 0) as value
    from placed
    group by measure_id, heading_id, financial_year
),

valued as (
    select
        *,
        scale * numerator / nullif(denominator, 0) as value
    from summed
)

select
    valued.group_kind,
    valued.group_name,
    valued.measure_id,
    valued.heading_id,
    valued.financial_year,
    valued.value,
    cast(valued.forces_reporting as integer) as forces_reporting,
    cast(valued.forces_expected as integer) as forces_expected,
    nation.value as national_value,
    cast(nation.forces_reporting as integer) as national_forces_reporting,
    cast(nation.forces_expected as integer) as national_forces_expected,
    valued.value - nation.value as difference,
    case when nation.value > 0 then (valued.value - nation.value) / nation.value * 100 end as difference_pct,
    valued.lowest_force_value,
    valued.highest_force_value,
    valued.numerator,
    valued.denominator
from valued
inner join nation
    on
        valued.measure_id = nation.measure_id
        and valued.heading_id = nation.heading_id
        and valued.financial_year = nation.financial_year
