-- Events stand in the order of their dates; what is printed to the year, or undated, keeps the place that the register
-- gives it among them: a bare 2015 that follows 2015-04 stays after it, an undated event after the one before it.
with given as (
    select
        given.*,
        {{ period_end('given.event_date', 'given.event_date_precision') }} as period_end
    from {{ ref('int_agreement_life__given') }} as given
),

placed as (
    select
        given.agreement_id,
        given.sequence,
        coalesce(max(earlier.event_date), max(given.event_date)) as order_date
    from given
    left join given as earlier
        on
            given.agreement_id = earlier.agreement_id
            and given.sequence > earlier.sequence
            and (given.event_date is null or earlier.event_date between given.event_date and given.period_end)
    group by given.agreement_id, given.sequence
)

select
    given.agreement_id,
    cast(
        row_number() over (
            partition by given.agreement_id
            order by placed.order_date asc nulls first, given.sequence asc nulls last
        ) as integer
    ) as position,
    given.sequence,
    given.event,
    given.event_date,
    given.event_date_precision,
    placed.order_date,
    given.party_id,
    given.basis,
    given.known_by,
    given.submission_id,
    given.row_number
from given
inner join placed
    on
        given.agreement_id = placed.agreement_id
        and given.sequence = placed.sequence
