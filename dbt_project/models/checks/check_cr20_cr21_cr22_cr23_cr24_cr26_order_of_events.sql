-- Six rules on the order of events, looked for together. Beside each event of a register are the events of the same
-- agreement and register that stand before it, by the sequence that the register gives: a register is held to its own
-- account, whatever others say of the agreement.
with positioned as (
    select
        _submission_id as submission_id,
        _row as row_number,
        agreement_id,
        cast(sequence as {{ type_text() }}) as sequence_given,
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
        {{ impossible_order() }} as rule_id
    from preceding
)

-- The columns of failing_row; the rule is that of the event.
select
    judged.rule_id,
    judged.submission_id,
    'collaboration_register__events' as table_name,
    cast(judged.row_number as integer) as row_number,
    'event' as column_name,
    'agreement_id=' || judged.agreement_id || '; sequence=' || judged.sequence_given as natural_key,
    replace(judged.event, '_', ' ') || coalesce(' ' || judged.event_date, '') as value_given,
    replace(before.event, '_', ' ') || coalesce(' ' || before.event_date, '') as expected,
    cast(null as {{ type_text() }}) as detail
from judged
inner join {{ ref('rules') }} as rules
    on judged.rule_id = rules.rule_id and rules.is_active
inner join positioned as before
    on
        judged.submission_id = before.submission_id
        and judged.agreement_id = before.agreement_id
        and before.position = {{ event_it_contradicts('judged') }}
