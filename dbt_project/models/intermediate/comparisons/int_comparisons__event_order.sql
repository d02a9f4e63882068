-- Beside each event of a register the events of the same agreement and register that stand before it, by the sequence
-- that the register gives: a register is held to its own account, whatever others say of the agreement.
with positioned as (
    select
        _submission_id as submission_id,
        _row as row_number,
        agreement_id,
        sequence,
        event,
        {{ as_printed('event_date', 'event_date_precision') }} as event_date,
        row_number() over (
            partition by _submission_id, agreement_id
            order by sequence asc nulls last, _row asc nulls last
        ) as position
    from {{ ref('stg_collaboration_register__events') }}
),

preceding as (
    select
        *,
        coalesce(max(case when event in ('commenced', 'renewed') then position end) over earlier, 0) as last_start,
        coalesce(max(case when event in ('ended', 'superseded') then position end) over earlier, 0) as last_end,
        coalesce(
            max(case when event in ('outline_business_case', 'full_business_case') then position end) over earlier, 0
        ) as last_case,
        coalesce(max(case when event = 'approved' then position end) over earlier, 0) as last_approval,
        coalesce(max(case
            when
                event in ('idea', 'scoping', 'outline_business_case', 'full_business_case', 'consultation', 'approved')
                then position
        end) over earlier, 0) as last_preparation
    from positioned
    window earlier as (
        partition by submission_id, agreement_id
        order by position asc nulls last
        rows between unbounded preceding and 1 preceding
    )
),

judged as (
    select
        *,
        case
            when event = 'commenced' and last_end > last_start and last_end > last_preparation then 'CR20'
            when
                event in ('outline_business_case', 'full_business_case')
                and last_case = 0 and last_start = 0 and last_approval > 0
                then 'CR21'
            when event = 'ended' and last_end > last_start then 'CR22'
            when event = 'renewed' and last_end > last_start and last_end > last_preparation then 'CR23'
            when event = 'notice_given' and last_end > last_start and last_end > last_preparation then 'CR24'
            when event in ('not_progressed', 'not_implemented') and last_start > last_end then 'CR26'
        end as rule_id
    from preceding
)

select
    judged.rule_id,
    judged.submission_id,
    judged.row_number,
    judged.agreement_id,
    cast(judged.sequence as {{ type_text() }}) as sequence,
    replace(judged.event, '_', ' ') || coalesce(' ' || judged.event_date, '') as later_event,
    replace(before.event, '_', ' ') || coalesce(' ' || before.event_date, '') as earlier_event
from judged
inner join positioned as before
    on
        judged.submission_id = before.submission_id
        and judged.agreement_id = before.agreement_id
        and before.position = case judged.rule_id
            when 'CR21' then judged.last_approval
            when 'CR26' then judged.last_start
            else judged.last_end
        end
where judged.rule_id is not null
