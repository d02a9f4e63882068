with statements as (
    select
        agreement_id,
        cast(position as {{ type_double() }}) as position,
        stage,
        from_date,
        from_date_precision,
        event,
        case when basis = 'event' then cast(sequence as integer) end as sequence,
        basis,
        submission_id,
        0 as precedence
    from {{ ref('int_agreement_life__events') }}
    where stage is not null
    union all
    select
        agreement_id,
        position + 0.5 as position,
        stage_given as stage,
        as_at as from_date,
        'no_later_than' as from_date_precision,
        cast(null as {{ type_text() }}) as event,
        cast(null as integer) as sequence,
        'register' as basis,
        submission_id,
        precedence
    from {{ ref('int_agreement_life__register_stages') }}
    where not is_contradicted and coalesce(stage_by_events, '') <> stage_given
),

compared as (
    select
        *,
        lag(stage) over (
            partition by agreement_id
            order by position asc nulls last, from_date asc nulls last, precedence desc nulls last
        ) as stage_before
    from statements
),

spans as (
    select
        *,
        cast(row_number() over in_order as integer) as span,
        lead(from_date) over in_order as to_date,
        lead(from_date_precision) over in_order as to_date_precision
    from compared
    where coalesce(stage_before, '') <> stage
    window in_order as (
        partition by agreement_id
        order by position asc nulls last, from_date asc nulls last, precedence desc nulls last
    )
)

select
    spans.agreement_id,
    spans.span,
    spans.stage,
    life_stages.is_live,
    spans.from_date,
    spans.from_date_precision,
    spans.to_date,
    spans.to_date_precision,
    spans.event,
    spans.sequence,
    spans.basis,
    spans.submission_id
from spans
inner join {{ ref('life_stages') }} as life_stages on spans.stage = life_stages.stage
