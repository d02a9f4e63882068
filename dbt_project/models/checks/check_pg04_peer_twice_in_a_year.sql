with rule as (
    {{ active_rule('PG04') | indent(4) }}
),

repeated as (
    select
        later.submission_id,
        later.row_number,
        later.force_name,
        later.peer_force_name,
        min(greatest(later.financial_year_from, earlier.financial_year_from)) as financial_year
    from {{ ref('int_peer_groups__rows') }} as later
    inner join {{ ref('int_peer_groups__rows') }} as earlier
        on
            later.submission_id = earlier.submission_id
            and later.force_id = earlier.force_id
            and later.peer_force_id = earlier.peer_force_id
            and later.row_number > earlier.row_number
            and coalesce(later.financial_year_to, earlier.financial_year_from) >= earlier.financial_year_from
            and coalesce(earlier.financial_year_to, later.financial_year_from) >= later.financial_year_from
    group by later.submission_id, later.row_number, later.force_name, later.peer_force_name
)

{{ failing_row(
    'PG04',
    'peer_groups__peers',
    'repeated.submission_id',
    "'force_name=' || repeated.force_name || ', peer_force_name=' || repeated.peer_force_name",
    column_name="'peer_force_name'",
    row_number='repeated.row_number',
    value_given='repeated.peer_force_name',
    expected='repeated.financial_year',
) }}
from repeated
cross join rule
