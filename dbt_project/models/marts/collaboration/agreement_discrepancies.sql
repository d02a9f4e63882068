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
) as found
-- What concerns an agreement that no register lists is a finding of its register, and no disagreement.
inner join {{ ref('agreements') }} as agreements on found.agreement_id = agreements.agreement_id
