-- Benchmarks that cannot be read, or that no measure can be held against, keep their row: that there is one is known.
with benchmarks as (
    select * from {{ ref('benchmarks') }}
    where benchmark_kind <> 'assumption'
),

measure_years as (
    select
        benchmarks.benchmark_id,
        given.financial_year,
        count(*) as forces_expected,
        count(case when given.is_counted then 1 end) as forces_reporting,
        {{ exact_sum('case when given.is_counted then given.numerator end') }} as numerator,
        {{ exact_sum('case when given.is_counted then given.denominator end') }} as denominator
    from benchmarks
    inner join {{ ref('int_measures__values') }} as given
        on
            benchmarks.measure_id = given.measure_id
            and benchmarks.heading_id = given.heading_id
            and coalesce(benchmarks.valid_from_year, given.financial_year) <= given.financial_year
            and coalesce(benchmarks.valid_to_year, given.financial_year) >= given.financial_year
    group by benchmarks.benchmark_id, given.financial_year
),

meeting as (
    select
        benchmark_id,
        financial_year,
        count(case when meets_benchmark then 1 end) as forces_meeting,
        count(meets_benchmark) as forces_judged,
        sum(gap_gbp) as gap_gbp
    from {{ ref('benchmark_position') }}
    group by benchmark_id, financial_year
),

valued as (
    select
        benchmarks.*,
        measure_years.financial_year,
        measure_years.forces_expected,
        measure_years.forces_reporting,
        cast(measures.scale as {{ type_double() }})
        * measure_years.numerator
        / nullif(measure_years.denominator, 0) as national_value
    from benchmarks
    left join measure_years
        on benchmarks.benchmark_id = measure_years.benchmark_id
    left join {{ ref('measures') }} as measures
        on benchmarks.measure_id = measures.measure_id
)

select
    valued.benchmark_id,
    -- A key needs a year: a benchmark that no value is held against has the year it was stated for.
    coalesce(valued.financial_year, valued.stated_year) as financial_year,
    valued.benchmark_name,
    valued.benchmark_kind,
    valued.measure_id,
    valued.heading_id,
    cast(valued.value as {{ type_double() }}) as benchmark_value,
    valued.unit,
    valued.stated_year as benchmark_stated_year,
    valued.status,
    cast(coalesce(valued.forces_expected, 0) as integer) as forces_expected,
    cast(coalesce(valued.forces_reporting, 0) as integer) as forces_reporting,
    cast(case when meeting.forces_judged > 0 then meeting.forces_meeting end as integer) as forces_meeting,
    valued.national_value,
    valued.national_value - cast(valued.value as {{ type_double() }}) as difference,
    cast(meeting.gap_gbp as {{ type_money() }}) as gap_gbp,
    valued.source,
    valued.note
from valued
left join meeting
    on
        valued.benchmark_id = meeting.benchmark_id
        and valued.financial_year = meeting.financial_year
