-- Counts over the members of each group, the gap in pounds to their mean, and the reasons in words made from them.
with members as (
    select * from {{ ref('partner_group_members') }}
),

own_costs as (
    select * from {{ ref('int_partners__costs') }}
),

counted as (
    select
        force_id,
        heading_id,
        group_id,
        kind,
        count(*) as members,
        count(case when collaborates_on_heading then 1 end) as members_collaborating,
        count(nre_per_head) as members_with_cost,
        count(case when costs_less then 1 end) as members_costing_less,
        {{ exact_mean('nre_per_head') }} as members_nre_per_head,
        max(case when place = 1 then partner_id end) as strongest_partner_id,
        max(case when place = 1 then partner_name end) as strongest_partner_name,
        max(
            case
                when place = 1 and kind = 'shared_systems' then ict_agreements_in_common
                when place = 1 then agreements_in_common
            end
        ) as agreements_with_strongest,
        {{ joined_text('partner_name', ', ', 'place') }} as member_names,
        max(case when is_illustrative then 1 else 0 end) as made_up
    from members
    group by force_id, heading_id, group_id, kind
),

-- The agreements that hold a group together: the one that could be joined, those on ICT, else those on the heading.
group_agreements as (
    select distinct
        members.force_id,
        members.heading_id,
        members.group_id,
        own_parties.agreement_id,
        own_parties.is_illustrative
    from members
    inner join {{ ref('int_partners__agreement_headings') }} as own_parties
        on
            members.force_id = own_parties.force_id
            and own_parties.heading_id
            = case members.kind when 'shared_systems' then {{ country_fact('heading_ict') }} else members.heading_id end
    inner join {{ ref('int_partners__agreement_headings') }} as partner_parties
        on
            members.partner_id = partner_parties.force_id
            and own_parties.agreement_id = partner_parties.agreement_id
            and own_parties.heading_id = partner_parties.heading_id
    where members.kind <> 'same_heading_agreement'
    union all
    select
        force_id,
        heading_id,
        'same_heading_agreement: ' || agreement_id as group_id,
        agreement_id,
        is_illustrative
    from {{ ref('partner_agreements') }}
    where not is_party
),

agreement_lists as (
    select
        force_id,
        heading_id,
        group_id,
        count(*) as agreements,
        {{ joined_text('agreement_id', ', ') }} as agreement_ids,
        max(case when is_illustrative then 1 else 0 end) as made_up
    from group_agreements
    group by force_id, heading_id, group_id
),

gathered as (
    select
        counted.*,
        case counted.kind
            when 'existing_agreement_partners' then 1
            when 'same_heading_agreement' then 2
            when 'region' then 3
            when 'organised_crime_unit' then 4
            when 'shared_systems' then 5
            when 'peers' then 6
            else 7
        end as kind_order,
        forces.force_name,
        forces.home_office_region,
        forces.rocu,
        headings.heading_name,
        own_costs.financial_year,
        own_costs.nre_per_head as own_nre_per_head,
        own_costs.nre_per_head - counted.members_nre_per_head as difference,
        (own_costs.nre_per_head - counted.members_nre_per_head) * own_costs.people as cost_gap_gbp,
        coalesce(agreement_lists.agreements, 0) as agreements,
        agreement_lists.agreement_ids,
        agreements.title as agreement_title,
        agreements.why_near,
        agreements.contact_post,
        agreements.contact_address,
        capabilities.capabilities,
        substr(counted.group_id, length('capability: ') + 1) as unit_id,
        counted.made_up = 1
        or coalesce(agreement_lists.made_up, 0) = 1
        or coalesce(own_costs.is_illustrative, false) as is_illustrative
    from counted
    inner join {{ ref('dim_force') }} as forces
        on counted.force_id = forces.force_id
    inner join {{ ref('dim_poa_heading') }} as headings
        on counted.heading_id = headings.heading_id
    left join own_costs
        on
            counted.heading_id = own_costs.heading_id
            and counted.force_id = own_costs.force_id
    left join agreement_lists
        on
            counted.force_id = agreement_lists.force_id
            and counted.heading_id = agreement_lists.heading_id
            and counted.group_id = agreement_lists.group_id
    left join {{ ref('partner_agreements') }} as agreements
        on
            counted.kind = 'same_heading_agreement'
            and counted.force_id = agreements.force_id
            and counted.heading_id = agreements.heading_id
            and agreement_lists.agreement_ids = agreements.agreement_id
    left join {{ ref('int_partners__capabilities') }} as capabilities
        on
            counted.kind = 'capability'
            and forces.rocu = capabilities.own_unit_id
            and counted.group_id = 'capability: ' || capabilities.unit_id
)

select
    force_id,
    heading_id,
    group_id,
    kind,
    cast(
        row_number() over (
            partition by force_id, heading_id
            order by
                kind_order asc nulls last,
                members_collaborating desc nulls last,
                members desc nulls last,
                group_id asc nulls last
        ) as integer
    ) as place,
    member_names,
    cast(members as integer) as members,
    cast(members_collaborating as integer) as members_collaborating,
    cast(members_with_cost as integer) as members_with_cost,
    cast(members_costing_less as integer) as members_costing_less,
    financial_year,
    own_nre_per_head,
    members_nre_per_head,
    difference,
    cast(cost_gap_gbp as {{ type_money() }}) as cost_gap_gbp,
    strongest_partner_id,
    cast(agreements_with_strongest as integer) as agreements_with_strongest,
    cast(agreements as integer) as agreements,
    agreement_ids,
    contact_post,
    contact_address,
    capabilities,
    {{ partner_reasons() }} as reasons,
    is_illustrative
from gathered
