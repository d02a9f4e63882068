with working_together as (
    select
        heading_id,
        force_id,
        count(distinct agreement_id) as agreements_on_heading
    from {{ ref('int_partners__agreement_headings') }}
    group by heading_id, force_id
),

costs as (
    select * from {{ ref('int_partners__costs') }}
),

joined as (
    select
        members.force_id,
        members.heading_id,
        members.kind,
        members.group_id,
        members.partner_id,
        forces.force_name as partner_name,
        coalesce(near.agreements_in_common, 0) as agreements_in_common,
        coalesce(near.ict_agreements_in_common, 0) as ict_agreements_in_common,
        coalesce(
            case members.kind
                when 'shared_systems' then near.ict_agreements_in_common
                else near.agreements_in_common
            end, 0
        ) as agreements_that_count,
        coalesce(working_together.agreements_on_heading, 0) as agreements_on_heading,
        costs.financial_year,
        costs.nre_per_head,
        costs.nre_per_head - own_costs.nre_per_head as difference,
        coalesce(costs.is_illustrative, false) as is_illustrative
    from {{ ref('int_partners__members') }} as members
    inner join {{ ref('dim_force') }} as forces
        on members.partner_id = forces.force_id
    left join {{ ref('int_partners__near') }} as near
        on
            members.heading_id = near.heading_id
            and members.force_id = near.force_id
            and members.partner_id = near.partner_id
    left join working_together
        on
            members.heading_id = working_together.heading_id
            and members.partner_id = working_together.force_id
    left join costs
        on
            members.heading_id = costs.heading_id
            and members.partner_id = costs.force_id
    left join costs as own_costs
        on
            members.heading_id = own_costs.heading_id
            and members.force_id = own_costs.force_id
)

select
    force_id,
    heading_id,
    group_id,
    partner_id,
    kind,
    partner_name,
    cast(
        row_number() over (
            partition by force_id, heading_id, group_id
            order by
                agreements_that_count desc nulls last,
                partner_id asc nulls last
        ) as integer
    ) as place,
    cast(agreements_in_common as integer) as agreements_in_common,
    cast(ict_agreements_in_common as integer) as ict_agreements_in_common,
    cast(agreements_on_heading as integer) as agreements_on_heading,
    agreements_on_heading > 0 as collaborates_on_heading,
    financial_year,
    nre_per_head,
    difference,
    difference < 0 as costs_less,
    is_illustrative
from joined
