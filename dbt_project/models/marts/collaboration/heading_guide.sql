-- A heading of level 1 shows what is filed below it; one of level 2 also what was decided or explained for the level 1
-- heading above it.
with headings as (
    select
        heading_id,
        heading_name,
        parent_heading_id
    from {{ ref('dim_poa_heading') }}
    where level in (1, 2)
),

filed_below as (
    select
        heading_id,
        heading_id as filed_under
    from headings
    union all
    select
        parent_heading_id as heading_id,
        heading_id as filed_under
    from headings
    where parent_heading_id in (select parents.heading_id from headings as parents)
),

said_above as (
    select
        heading_id,
        heading_id as said_of
    from headings
    union all
    select
        heading_id,
        parent_heading_id as said_of
    from headings
    where parent_heading_id is not null
),

agreement_headings as (
    select distinct
        filed_below.heading_id,
        functions.agreement_id
    from {{ ref('agreement_functions') }} as functions
    inner join filed_below
        on functions.heading_id = filed_below.filed_under
),

parties as (
    select
        agreement_id,
        {{ joined_text('party_name', ', ') }} as parties
    from {{ ref('agreement_parties') }}
    where role <> 'observer' and is_party_today
    group by agreement_id
),

contacts as (
    select
        agreement_id,
        contact_post,
        body_name,
        address,
        source_document,
        source_place,
        row_number() over (partition by agreement_id order by contact_post asc nulls last) as place
    from {{ ref('agreement_contacts') }}
),

-- What was learnt is shown under its own heading, else under every heading of its agreement.
experience as (
    select
        'lesson' as kind,
        lesson_id as item_id,
        agreement_id,
        heading_id,
        theme_group,
        lesson as text_given,
        source_document,
        source_place
    from {{ ref('lessons') }}
    union all
    select
        'barrier' as kind,
        barrier_id as item_id,
        agreement_id,
        heading_id,
        theme_group,
        barrier as text_given,
        source_document,
        source_place
    from {{ ref('barriers') }}
),

experience_headings as (
    select
        experience.kind,
        experience.item_id,
        filed_below.heading_id
    from experience
    inner join filed_below
        on experience.heading_id = filed_below.filed_under
    union
    select
        experience.kind,
        experience.item_id,
        agreement_headings.heading_id
    from experience
    inner join agreement_headings
        on experience.agreement_id = agreement_headings.agreement_id
    where experience.heading_id is null
),

theme_group_names as (
    select distinct
        theme_group,
        theme_group_name
    from {{ ref('theme_groups') }}
),

decision_headings as (
    select
        decisions.decision_id,
        said_above.heading_id
    from {{ ref('level_of_support_decisions') }} as decisions
    inner join said_above
        on decisions.heading_id = said_above.said_of
    union
    select
        decisions.decision_id,
        agreement_headings.heading_id
    from {{ ref('level_of_support_decisions') }} as decisions
    inner join agreement_headings
        on decisions.agreement_id = agreement_headings.agreement_id
),

items as (
    select
        agreement_headings.heading_id,
        1 as kind_order,
        'live_agreement' as kind,
        agreements.agreement_id as item_id,
        agreements.title,
        agreements.objective as text_given,
        agreements.agreement_id,
        contacts.contact_post,
        contacts.address as contact_address,
        agreements.source_document || ', ' || agreements.source_place as source
    from agreement_headings
    inner join {{ ref('agreements') }} as agreements
        on agreement_headings.agreement_id = agreements.agreement_id
    left join contacts
        on
            agreements.agreement_id = contacts.agreement_id
            and contacts.place = 1
    where agreements.is_live

    union all

    select
        agreement_headings.heading_id,
        2 as kind_order,
        'contact' as kind,
        contacts.agreement_id || ': ' || contacts.contact_post as item_id,
        agreements.title,
        contacts.body_name as text_given,
        contacts.agreement_id,
        contacts.contact_post,
        contacts.address as contact_address,
        contacts.source_document || ', ' || contacts.source_place as source
    from agreement_headings
    inner join contacts
        on agreement_headings.agreement_id = contacts.agreement_id
    inner join {{ ref('agreements') }} as agreements
        on contacts.agreement_id = agreements.agreement_id

    union all

    select
        experience_headings.heading_id,
        case experience.kind when 'lesson' then 3 else 4 end as kind_order,
        experience.kind,
        experience.item_id,
        theme_group_names.theme_group_name as title,
        experience.text_given,
        experience.agreement_id,
        contacts.contact_post,
        contacts.address as contact_address,
        experience.source_document || ', ' || experience.source_place as source
    from experience_headings
    inner join experience
        on
            experience_headings.kind = experience.kind
            and experience_headings.item_id = experience.item_id
    left join theme_group_names
        on experience.theme_group = theme_group_names.theme_group
    left join contacts
        on
            experience.agreement_id = contacts.agreement_id
            and contacts.place = 1

    union all

    select
        decision_headings.heading_id,
        5 as kind_order,
        'decision' as kind,
        decisions.decision_id as item_id,
        'Level ' || cast(decisions.level_of_support as {{ type_text() }}) || ', ' || decisions.level_name as title,
        decisions.reason as text_given,
        decisions.agreement_id,
        cast(null as {{ type_text() }}) as contact_post,
        cast(null as {{ type_text() }}) as contact_address,
        decisions.decided_by || ', ' || cast(decisions.decided_on as {{ type_text() }}) as source
    from decision_headings
    inner join {{ ref('level_of_support_decisions') }} as decisions
        on decision_headings.decision_id = decisions.decision_id
    where decisions.is_in_force

    union all

    select
        said_above.heading_id,
        6 as kind_order,
        'explanation' as kind,
        explanations.force_id || ': ' || explanations.heading_id as item_id,
        forces.force_name as title,
        explanations.reason as text_given,
        cast(null as {{ type_text() }}) as agreement_id,
        cast(null as {{ type_text() }}) as contact_post,
        cast(null as {{ type_text() }}) as contact_address,
        forces.force_name || ', ' || cast(explanations.explained_on as {{ type_text() }}) as source
    from {{ ref('collaboration_explanations') }} as explanations
    inner join said_above
        on explanations.heading_id = said_above.said_of
    inner join {{ ref('dim_force') }} as forces
        on explanations.force_id = forces.force_id
    where explanations.is_in_force
)

select
    items.heading_id,
    headings.heading_name,
    cast(
        row_number() over (
            partition by items.heading_id
            order by items.kind_order asc nulls last, items.title asc nulls last, items.item_id asc nulls last
        ) as integer
    ) as place,
    items.kind,
    items.item_id,
    items.title,
    items.text_given,
    items.agreement_id,
    items.contact_post,
    items.contact_address,
    parties.parties,
    items.source
from items
inner join headings
    on items.heading_id = headings.heading_id
left join parties
    on items.agreement_id = parties.agreement_id
