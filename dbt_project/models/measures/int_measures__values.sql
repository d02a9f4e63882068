{{ config(materialized='table', meta={'rows_of_a_year_from': 'that year'}) }}
-- Every force in being has a row for every measure and year that anybody reported, so that silence is seen.
with reported as (
    select * from {{ ref('int_measures__all') }}
),

measures as (
    select * from {{ ref('measures') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
),

forces as (
    select * from {{ ref('dim_force') }}
),

exclusions as (
    {{ also_of_netted(ref('int_measures__exclusions'), 'ground') | indent(4) }}
),

held_values as (
    {{ also_of_netted(ref('int_measures__held'), 'rule_id') | indent(4) }}
),

measure_years as (
    select
        reported.measure_id,
        reported.heading_id,
        reported.financial_year,
        max(reported.population_mid_year) as population_mid_year
    from reported
    inner join measures
        on reported.measure_id = measures.measure_id
    where reported.financial_year >= measures.first_financial_year
    group by reported.measure_id, reported.heading_id, reported.financial_year
),

expected as (
    select
        measure_years.measure_id,
        measure_years.heading_id,
        measure_years.financial_year,
        measure_years.population_mid_year,
        forces.force_id,
        forces.home_office_region,
        forces.is_metropolitan or forces.is_city_of_london as is_london
    from measure_years
    inner join financial_years
        on measure_years.financial_year = financial_years.financial_year
    inner join forces
        on {{ force_exists_in('forces', 'financial_years') }}
),

valued as (
    select
        expected.*,
        reported.numerator,
        reported.denominator,
        reported.mapped_from_heading_id,
        reported.submission_id,
        submissions.is_illustrative,
        coalesce(exclusions.ground, whole_exclusions.ground) as exclusion_ground,
        coalesce(whole_held.rule_id, held.rule_id) as holding_rule_id,
        measures.small_numerator,
        measures.small_denominator,
        -- Zero divided by less than zero has a sign, and some engines rank it below zero; plus zero, it has none.
        cast(measures.scale as {{ type_double() }})
        * cast(reported.numerator as {{ type_double() }})
        / nullif(cast(reported.denominator as {{ type_double() }}), 0)
        + cast(0 as {{ type_double() }}) as value,
        coalesce(reported.reported_state, 'not_reported') as state_given
    from expected
    inner join measures
        on expected.measure_id = measures.measure_id
    left join reported
        on
            expected.measure_id = reported.measure_id
            and expected.heading_id = reported.heading_id
            and expected.financial_year = reported.financial_year
            and expected.force_id = reported.force_id
    left join {{ source('ledger', 'submissions') }} as submissions
        on reported.submission_id = submissions.submission_id
    left join exclusions as whole_exclusions
        on
            whole_exclusions.heading_id = 'every-heading'
            and expected.measure_id = whole_exclusions.measure_id
            and expected.financial_year = whole_exclusions.financial_year
            and expected.force_id = whole_exclusions.force_id
    left join exclusions
        on
            expected.measure_id = exclusions.measure_id
            and expected.heading_id = exclusions.heading_id
            and expected.financial_year = exclusions.financial_year
            and expected.force_id = exclusions.force_id
    left join held_values as whole_held
        on
            whole_held.heading_id = 'every-heading'
            and expected.measure_id = whole_held.measure_id
            and expected.financial_year = whole_held.financial_year
            and expected.force_id = whole_held.force_id
    left join held_values as held
        on
            held.heading_id in (expected.heading_id, reported.mapped_from_heading_id)
            and expected.measure_id = held.measure_id
            and expected.financial_year = held.financial_year
            and expected.force_id = held.force_id
)

select
    measure_id,
    heading_id,
    financial_year,
    force_id,
    home_office_region,
    is_london,
    numerator,
    denominator,
    population_mid_year,
    value,
    -- Divided by a reported zero, the force does not have what the measure is about. Without a denominator, what is
    -- missing is the denominator: the force did report.
    case
        when state_given = 'reported' and denominator = 0 then 'not_provided'
        when state_given <> 'not_provided' and numerator is not null and denominator is null then 'denominator_missing'
        when state_given = 'reported' and value is not null and holding_rule_id is not null then 'unverified'
        else state_given
    end as reported_state,
    coalesce(
        state_given = 'reported' and value is not null and exclusion_ground is null and holding_rule_id is null, false
    ) as is_counted,
    exclusion_ground,
    case when value is not null then holding_rule_id end as held_by_rule,
    case
        when value is not null
            then
                coalesce(cast(numerator as {{ type_double() }}) < small_numerator, false)
                or coalesce(cast(denominator as {{ type_double() }}) < small_denominator, false)
    end as is_small_number,
    mapped_from_heading_id,
    submission_id,
    coalesce(is_illustrative, false) as is_illustrative
from valued
