-- Beside each event the places of the last start, end, preparation and so on before it (0 where there was none): what
-- the phase of the agreement and the impossible orders are read from.
select
    agreement_id,
    position,
    sequence,
    event,
    event_date,
    event_date_precision,
    order_date,
    party_id,
    basis,
    known_by,
    submission_id,
    row_number,
    coalesce(max(case when event in ('commenced', 'renewed') then position end) over earlier, 0) as last_start,
    coalesce(max(case when event in ('in_review', 'notice_given') then position end) over earlier, 0)
        as last_sign_of_running,
    coalesce(max(case when event in ('ended', 'superseded') then position end) over earlier, 0) as last_end,
    coalesce(max(case when event = 'not_progressed' then position end) over earlier, 0) as last_dropped,
    coalesce(max(case
        when
            event in ('idea', 'scoping', 'outline_business_case', 'full_business_case', 'consultation', 'approved')
            then position
    end) over earlier, 0) as last_preparation,
    coalesce(max(case when event in ('outline_business_case', 'full_business_case') then position end) over earlier, 0)
        as last_case,
    coalesce(max(case when event = 'approved' then position end) over earlier, 0) as last_approval,
    min(case when event_date is not null then order_date end) over this_and_later as next_date
from {{ ref('int_agreement_life__ordered') }}
window
    earlier as (
        partition by agreement_id
        order by position asc nulls last
        rows between unbounded preceding and 1 preceding
    ),
    this_and_later as (
        partition by agreement_id
        order by position asc nulls last
        rows between current row and unbounded following
    )
