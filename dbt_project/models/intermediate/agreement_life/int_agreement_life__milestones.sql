-- One date a milestone: the first of its kind, the last notice and the last end.
with named as (
    select
        agreement_id,
        position,
        case when event = 'superseded' then 'ended' else event end as milestone,
        event_date,
        event_date_precision
    from {{ ref('int_agreement_life__events') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by agreement_id, milestone
            order by case when milestone in ('notice_given', 'ended') then -position else position end asc nulls last
        ) as place
    from named
)

select
    agreement_id,
    milestone,
    position,
    event_date,
    event_date_precision
from ranked
where place = 1
