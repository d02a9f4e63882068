-- The order of forces by value is the same under every average of the nation; it moves when London is left out, when
-- every force is held against its own peers, and from year to year.
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

against_peers as (
    select
        counted.measure_id,
        counted.heading_id,
        counted.financial_year,
        counted.force_id,
        rank() over (
            partition by counted.measure_id, counted.heading_id, counted.financial_year
            order by
                case
                    when measures.is_change then counted.value - peers.average_value
                    else counted.value / nullif(peers.average_value, 0)
                end desc nulls last
        ) as rank_against_peers
    from counted
    inner join {{ ref('int_measures__peer_averages') }} as peers
        on
            counted.measure_id = peers.measure_id
            and counted.heading_id = peers.heading_id
            and counted.financial_year = peers.financial_year
            and counted.force_id = peers.force_id
            and peers.average_method = 'weighted_peer'
            and peers.average_value is not null
    inner join {{ ref('measures') }} as measures
        on counted.measure_id = measures.measure_id
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
        years_before.rank_desc as rank_year_before,
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
    left join ranks as years_before
        on
            counted.measure_id = years_before.measure_id
            and counted.heading_id = years_before.heading_id
            and counted.start_year = years_before.start_year + 1
            and counted.force_id = years_before.force_id
),

bounded as (
    select
        *,
        least(rank_desc, rank_excl_london, rank_against_peers, rank_year_before) as rank_from,
        greatest(rank_desc, rank_excl_london, rank_against_peers, rank_year_before) as rank_to
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
    cast(rank_year_before as integer) as rank_year_before,
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
                    '; from ', cast(rank_from as {{ type_text() }}), ' to ', cast(rank_to as {{ type_text() }}),
                    ' without London, against peers or in the year before.'
                )
            else ', whichever way it is taken.'
        end
    ) as place_in_words,
    cast(methods_compared as integer) as methods_compared,
    cast(methods_above as integer) as methods_above,
    cast(methods_outlier as integer) as methods_outlier,
    is_small_number,
    is_illustrative
from bounded
