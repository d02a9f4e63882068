-- The lookup repeats an authority for every community safety partnership it meets: joined as it stands it counts
-- the people of such an authority several times. The latest lookup speaks for every year, but one drawn up after a
-- merger no longer knows the areas of the predecessors: for the years before it an earlier lookup does.
with mid_years as (
    select distinct
        mid_year,
        {{ year_end_of('mid_year') }} as year_end
    from {{ ref('stg_ons_population__mid_year_population') }}
),

lookups as (
    select
        submissions.submission_id,
        row_number() over (
            order by
                submissions.edition desc nulls last,
                submissions.received_at desc nulls last,
                submissions.submission_id desc nulls last
        ) as place
    from {{ source('ledger', 'submissions') }} as submissions
    where
        submissions.return_id = 'ons_population'
        and submissions.form_id = 'area_lookup'
        and {{ is_in_release('submissions') }}
),

named as (
    select distinct
        lookups.submission_id,
        lookups.place,
        given.lad_code,
        forces.force_id
    from {{ ref('stg_ons_population__area_lookup') }} as given
    inner join lookups
        on given._submission_id = lookups.submission_id
    inner join {{ ref('forces') }} as forces
        on given.pfa_code = forces.pfa_code
),

-- A lookup with the successor and without its predecessor was drawn up after the merger.
drawn_after as (
    select
        named.submission_id,
        named.force_id,
        max(successions.merged_on) as merged_on
    from named
    inner join {{ ref('force_successions') }} as successions
        on named.force_id = successions.successor_force_id
    left join named as predecessors
        on
            named.submission_id = predecessors.submission_id
            and successions.predecessor_force_id = predecessors.force_id
    where predecessors.force_id is null
    group by named.submission_id, named.force_id
),

dated as (
    select
        named.lad_code,
        mid_years.mid_year,
        lineage.force_id,
        named.submission_id,
        rank() over (
            partition by named.lad_code, mid_years.mid_year
            order by named.place asc nulls last
        ) as choice
    from named
    cross join mid_years
    left join drawn_after
        on
            named.submission_id = drawn_after.submission_id
            and named.force_id = drawn_after.force_id
    inner join {{ ref('int_force_successions__lineage') }} as lineage
        on
            named.force_id = lineage.predecessor_force_id
            and lineage.is_whole
            and {{ in_being_on('lineage', 'mid_years.year_end') }}
    where drawn_after.merged_on is null or drawn_after.merged_on <= mid_years.year_end
),

-- Without some of an area the residents of a predecessor would pass for all of them.
areas as (
    select
        latest.force_id,
        mid_years.mid_year
    from named as latest
    cross join mid_years
    left join dated
        on
            latest.lad_code = dated.lad_code
            and mid_years.mid_year = dated.mid_year
    where latest.place = 1
    group by latest.force_id, mid_years.mid_year
    having count(*) = count(dated.lad_code)
)

select distinct
    dated.lad_code,
    dated.mid_year,
    dated.force_id,
    dated.submission_id as lookup_submission_id
from named as latest
inner join areas
    on latest.force_id = areas.force_id
inner join dated
    on
        latest.lad_code = dated.lad_code
        and areas.mid_year = dated.mid_year
where
    latest.place = 1
    and dated.choice = 1
