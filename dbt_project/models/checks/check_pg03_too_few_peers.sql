-- Told once a force of a set, at its smallest year.
with rule as (
    {{ active_rule('PG03') | indent(4) }}
),

sizes as (
    select
        submission_id,
        force_id,
        financial_year,
        count(distinct peer_force_id) as peers,
        min(row_number) as row_number
    from {{ ref('int_peer_groups__years') }}
    group by submission_id, force_id, financial_year
),

ranked as (
    select
        sizes.*,
        row_number() over (
            partition by sizes.submission_id, sizes.force_id
            order by sizes.peers asc nulls last, sizes.financial_year asc nulls last
        ) as place
    from sizes
),

smallest as (
    select
        ranked.*,
        {{ variation_setting('minimum_forces') }} as peers_needed
    from ranked
    where ranked.place = 1
)

{{ failing_row(
    'PG03',
    'peer_groups__peers',
    'smallest.submission_id',
    "'force_name=' || forces.force_name",
    column_name="'force_name'",
    row_number='smallest.row_number',
    value_given='forces.force_name',
    expected=format_number('smallest.peers_needed'),
    detail="'In ' || smallest.financial_year || ' it has ' || cast(smallest.peers as " ~ type_text() ~ ") || '.'",
) }}
from smallest
cross join rule
inner join {{ ref('forces') }} as forces
    on smallest.force_id = forces.force_id
where smallest.peers < smallest.peers_needed
