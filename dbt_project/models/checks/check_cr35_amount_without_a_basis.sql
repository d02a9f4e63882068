-- One row per register and kind of amount, on the first cell, so that a register without the column is asked once.
with rule as (
    {{ active_rule('CR35') | indent(4) }}
),

without_basis as (
    select
        _submission_id,
        column_name,
        count(*) as amounts,
        min(_row) as first_row
    from (
        select
            _submission_id,
            _row,
            'forecast_gbp' as column_name
        from {{ ref('stg_collaboration_register__benefits') }}
        where amount_is is null and recurrence = 'recurrent' and forecast_gbp is not null
        union all
        select
            _submission_id,
            _row,
            'delivered_gbp' as column_name
        from {{ ref('stg_collaboration_register__benefits') }}
        where amount_is is null and recurrence = 'recurrent' and delivered_gbp is not null
    ) as amounts
    group by _submission_id, column_name
)

{{ failing_row(
    'CR35',
    'collaboration_register__benefits',
    'without_basis._submission_id',
    "'column=' || without_basis.column_name",
    column_name='without_basis.column_name',
    row_number='without_basis.first_row',
    value_given=format_number('without_basis.amounts'),
    expected="case without_basis.column_name when 'forecast_gbp' then 'the whole saving of the year' "
        ~ "else 'new from this year' end",
) }}
from without_basis
cross join rule
