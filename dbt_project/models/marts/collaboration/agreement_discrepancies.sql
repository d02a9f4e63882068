with disagreements as (
    {%- for name in register_tables() %}
        {{ register_disagreements(name) }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

bases as (
    {%- for name in register_tables() if register_table(name).measures %}
        {{ register_set_aside_bases(name) }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Two lines that may be one: neither is set aside, and both are listed once.
lookalikes as (
    select distinct
        agreement_id,
        table_name,
        row_key,
        'the row' as column_name,
        {{ in_digits('amount') }} as value_kept,
        {{ in_digits('other_amount') }} || ' (' || other_row_key || ')' as value_set_aside,
        _submission_id as submission_id_kept,
        other_submission_id as submission_id_set_aside,
        'both are counted until the registers say whether they are one' as precedence_rule
    from {{ ref('int_collaboration_register__lookalikes') }}
    where standing < other_standing
)

select
    found.agreement_id,
    found.table_name,
    found.row_key,
    found.column_name,
    found.value_kept,
    found.value_set_aside,
    found.submission_id_kept,
    found.submission_id_set_aside,
    found.precedence_rule
from (
    select * from disagreements
    union all
    select * from bases
    union all
    select * from lookalikes
) as found
-- What concerns an agreement that no register lists is a finding of its register, and no disagreement.
inner join {{ ref('agreements') }} as agreements on found.agreement_id = agreements.agreement_id
