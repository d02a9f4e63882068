with benchmarks as (
    select * from {{ ref('benchmarks') }}
    where benchmark_kind <> 'assumption' and status = 'sourced'
),

held_against as (
    select
        benchmarks.benchmark_id,
        benchmarks.benchmark_name,
        benchmarks.benchmark_kind,
        benchmarks.stated_year,
        benchmarks.source,
        cast(benchmarks.value as {{ type_double() }}) as benchmark_value,
        given.measure_id,
        given.heading_id,
        given.financial_year,
        given.force_id,
        given.value,
        given.reported_state,
        given.is_counted,
        coalesce(comparability.is_comparable, true) as is_comparable,
        cast(given.denominator as {{ type_double() }}) as denominator,
        cast(measures.scale as {{ type_double() }}) as scale,
        measures.is_money,
        measures.better
    from benchmarks
    inner join {{ ref('int_measures__values') }} as given
        on
            benchmarks.measure_id = given.measure_id
            and benchmarks.heading_id = given.heading_id
            and coalesce(benchmarks.valid_from_year, given.financial_year) <= given.financial_year
            and coalesce(benchmarks.valid_to_year, given.financial_year) >= given.financial_year
    inner join {{ ref('measures') }} as measures
        on given.measure_id = measures.measure_id
    left join {{ ref('heading_comparability') }} as comparability
        on
            {{ compared_figures('measures') }} = comparability.figures
            and given.heading_id = comparability.heading_id
            and given.financial_year = comparability.financial_year
),

compared as (
    select
        *,
        case when is_counted and is_comparable then value - benchmark_value end as difference
    from held_against
)

select
    benchmark_id,
    benchmark_name,
    benchmark_kind,
    measure_id,
    heading_id,
    financial_year,
    force_id,
    value,
    reported_state,
    is_comparable,
    benchmark_value,
    difference,
    case when benchmark_value > 0 then difference / benchmark_value * 100 end as difference_pct,
    case better
        when 'higher' then difference >= 0
        when 'lower' then difference <= 0
    end as meets_benchmark,
    cast(case when is_money then difference * denominator / scale end as {{ type_money() }}) as gap_gbp,
    stated_year as benchmark_stated_year,
    source
from compared
