-- Forces that came of a merger, or took others in. A year is the sum over the forces that each was in that year: its
-- predecessors before, the force itself since. Averages, ranks and counts know nothing of it.
with successors as (
    select force_id
    from {{ ref('int_force_successions__lineage') }}
    group by force_id
    having count(*) > 1
),

summed as (
    select
        lineage.force_id,
        given.measure_id,
        given.heading_id,
        given.financial_year,
        max(case when given.force_id <> lineage.force_id then 1 else 0 end) = 1 as is_as_if,
        {{ joined_text('given.force_id', ', ') }} as forces_summed,
        count(*) as forces_expected,
        count(case when given.reported_state in ('reported', 'not_provided') then 1 end) as forces_reporting,
        max(case when lineage.is_whole then 0 else 1 end) = 0 as is_whole,
        {{ exact_sum('given.numerator') }} as numerators,
        {{ exact_sum('given.denominator') }} as denominators,
        max(given.population_mid_year) as population_mid_year,
        coalesce(
            min(case when given.reported_state not in ('reported', 'not_provided') then given.reported_state end),
            {{ combined_state('given.reported_state') }}
        ) as reported_state,
        min(given.exclusion_ground) as exclusion_ground,
        max(case when given.is_illustrative then 1 else 0 end) = 1 as is_illustrative
    from successors
    inner join {{ ref('int_force_successions__lineage') }} as lineage
        on successors.force_id = lineage.force_id
    inner join {{ ref('int_measures__values') }} as given
        on lineage.predecessor_force_id = given.force_id
    group by lineage.force_id, given.measure_id, given.heading_id, given.financial_year
),

stated as (
    select
        *,
        is_whole and reported_state = 'reported' as is_stated
    from summed
)

select
    stated.force_id,
    stated.measure_id,
    stated.heading_id,
    stated.financial_year,
    stated.is_as_if,
    stated.forces_summed,
    case
        when stated.is_stated
            then cast(measures.scale as {{ type_double() }}) * stated.numerators / nullif(stated.denominators, 0)
    end as value,
    case when stated.is_stated then stated.numerators end as numerator,
    case when stated.is_stated then stated.denominators end as denominator,
    stated.population_mid_year,
    stated.reported_state,
    case
        when not stated.is_whole then 'A predecessor was divided between several forces: its figures cannot be added.'
        when stated.reported_state not in ('reported', 'not_provided')
            then
                cast(stated.forces_reporting as {{ type_text() }}) || ' of '
                || cast(stated.forces_expected as {{ type_text() }}) || ' reported.'
    end as missing_reason,
    cast(stated.forces_reporting as integer) as forces_reporting,
    cast(stated.forces_expected as integer) as forces_expected,
    stated.exclusion_ground,
    stated.is_illustrative
from stated
inner join {{ ref('measures') }} as measures
    on stated.measure_id = measures.measure_id
