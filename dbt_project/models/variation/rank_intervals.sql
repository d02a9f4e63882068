{{ config(meta={'rows_of_a_year_from': 'that year and the one before'}) }}
-- Places are compared among the same forces alone. The order of forces by value is the same under every average of the
-- nation and without London; it moves when every force is held against its own peers, and from year to year.
with counted as (
    select
        measure_values.*,
        financial_years.start_year
    from {{ ref('int_measures__values') }} as measure_values
    inner join {{ ref('financial_years') }} as financial_years
        on measure_values.financial_year = financial_years.financial_year
    where measure_values.is_counted
),

ranks as (
    select
        ranked.*,
        financial_years.start_year
    from {{ ref('int_measures__ranks') }} as ranked
    inner join {{ ref('financial_years') }} as financial_years
        on ranked.financial_year = financial_years.financial_year
),

outside_london as (
    select
        measure_id,
        heading_id,
        financial_year,
        force_id,
        rank() over (
            partition by measure_id, heading_id, financial_year
            order by value desc nulls last
        ) as rank_excl_london
    from counted
    where not is_london
),

with_peers as (
    select
        counted.*,
        measures.is_change,
        peers.average_value as peer_average,
        {{ percentage_base('peers.average_value', 'distribution.typical_size') }} as peer_base
    from counted
    inner join {{ ref('int_measures__peer_averages') }} as peers
        on
            counted.measure_id = peers.measure_id
            and counted.heading_id = peers.heading_id
            and counted.financial_year = peers.financial_year
            and counted.force_id = peers.force_id
            and peers.average_method = 'weighted_peer'
    inner join {{ ref('int_measures__distribution') }} as distribution
        on
            counted.measure_id = distribution.measure_id
            and counted.heading_id = distribution.heading_id
            and counted.financial_year = distribution.financial_year
    inner join {{ ref('measures') }} as measures
        on counted.measure_id = measures.measure_id
),

against_peers as (
    select
        measure_id,
        heading_id,
        financial_year,
        force_id,
        rank() over (
            partition by measure_id, heading_id, financial_year
            order by value desc nulls last
        ) as rank_by_value,
        rank() over (
            partition by measure_id, heading_id, financial_year
            order by case when is_change then value - peer_average else value / peer_base end desc nulls last
        ) as rank_against_peers
    from with_peers
    where (is_change and peer_average is not null) or (not is_change and peer_base is not null)
),

-- Only forces that have a place in both years, of headings that are the same in both.
from_year_before as (
    select
        ranks.measure_id,
        ranks.heading_id,
        ranks.financial_year,
        ranks.force_id,
        years_before.rank_desc as rank_year_before,
        rank() over (
            partition by ranks.measure_id, ranks.heading_id, ranks.financial_year
            order by ranks.rank_desc asc nulls last
        ) as rank_now,
        rank() over (
            partition by ranks.measure_id, ranks.heading_id, ranks.financial_year
            order by years_before.rank_desc asc nulls last
        ) as rank_then
    from ranks
    inner join ranks as years_before
        on
            ranks.measure_id = years_before.measure_id
            and ranks.heading_id = years_before.heading_id
            and ranks.start_year = years_before.start_year + 1
            and ranks.force_id = years_before.force_id
    inner join {{ ref('measures') }} as measures
        on ranks.measure_id = measures.measure_id
    left join {{ ref('heading_comparability') }} as comparability
        on
            {{ compared_figures('measures') }} = comparability.figures
            and ranks.heading_id = comparability.heading_id
            and ranks.financial_year = comparability.financial_year
    where not coalesce(comparability.breaks_with_earlier_years, false)
),

judgements as (
    select
        measure_id,
        heading_id,
        financial_year,
        force_id,
        count(difference) as methods_compared,
        count(case when difference > 0 then 1 end) as methods_above,
        count(case when is_outlier then 1 end) as methods_outlier
    from {{ ref('force_position') }}
    group by measure_id, heading_id, financial_year, force_id
),

joined as (
    select
        counted.measure_id,
        counted.heading_id,
        counted.financial_year,
        counted.force_id,
        ranks.forces_reporting,
        ranks.rank_desc,
        outside_london.rank_excl_london,
        against_peers.rank_against_peers,
        against_peers.rank_against_peers - against_peers.rank_by_value as shift_against_peers,
        from_year_before.rank_year_before,
        from_year_before.rank_then - from_year_before.rank_now as shift_year_before,
        judgements.methods_compared,
        judgements.methods_above,
        judgements.methods_outlier,
        counted.is_small_number,
        counted.is_illustrative
    from counted
    inner join ranks
        on
            counted.measure_id = ranks.measure_id
            and counted.heading_id = ranks.heading_id
            and counted.financial_year = ranks.financial_year
            and counted.force_id = ranks.force_id
    inner join judgements
        on
            counted.measure_id = judgements.measure_id
            and counted.heading_id = judgements.heading_id
            and counted.financial_year = judgements.financial_year
            and counted.force_id = judgements.force_id
    left join outside_london
        on
            counted.measure_id = outside_london.measure_id
            and counted.heading_id = outside_london.heading_id
            and counted.financial_year = outside_london.financial_year
            and counted.force_id = outside_london.force_id
    left join against_peers
        on
            counted.measure_id = against_peers.measure_id
            and counted.heading_id = against_peers.heading_id
            and counted.financial_year = against_peers.financial_year
            and counted.force_id = against_peers.force_id
    left join from_year_before
        on
            counted.measure_id = from_year_before.measure_id
            and counted.heading_id = from_year_before.heading_id
            and counted.financial_year = from_year_before.financial_year
            and counted.force_id = from_year_before.force_id
),

bounded as (
    select
        *,
        rank_desc + least(0, coalesce(shift_against_peers, 0), coalesce(shift_year_before, 0)) as rank_from,
        rank_desc + greatest(0, coalesce(shift_against_peers, 0), coalesce(shift_year_before, 0)) as rank_to,
        case
            when shift_against_peers is not null and shift_year_before is not null
                then 'against its peers or in the previous year'
            when shift_against_peers is not null then 'against its peers'
            when shift_year_before is not null then 'in the previous year'
        end as compared_with
    from joined
)

select
    measure_id,
    heading_id,
    financial_year,
    force_id,
    cast(forces_reporting as integer) as forces_reporting,
    cast(rank_desc as integer) as rank_desc,
    cast(rank_excl_london as integer) as rank_excl_london,
    cast(rank_against_peers as integer) as rank_against_peers,
    cast(shift_against_peers as integer) as shift_against_peers,
    cast(rank_year_before as integer) as rank_year_before,
    cast(shift_year_before as integer) as shift_year_before,
    cast(rank_from as integer) as rank_from,
    cast(rank_to as integer) as rank_to,
    cast(rank_to - rank_from as integer) as places_moved,
    case
        when is_small_number then 'small_numbers'
        when rank_to - rank_from <= {{ variation_setting('small_movement_places') }} then 'steady'
        else 'moves'
    end as stability,
    concat(
        'Place ', cast(rank_desc as {{ type_text() }}), ' of ', cast(forces_reporting as {{ type_text() }}),
        case
            when rank_from < rank_to
                then concat(
                    '; from ', cast(rank_from as {{ type_text() }}), ' to ', cast(rank_to as {{ type_text() }}), ' ',
                    compared_with
                )
            when compared_with is not null then concat(', the same ', replace(compared_with, ' or ', ' and '))
            else ''
        end,
        '.'
    ) as place_in_words,
    cast(methods_compared as integer) as methods_compared,
    cast(methods_above as integer) as methods_above,
    cast(methods_outlier as integer) as methods_outlier,
    is_small_number,
    is_illustrative
from bounded
