-- An agreement counts for the heading it is filed under, for the heading above it, and for all functions; one that is
-- filed under no heading counts for all functions alone.
with parties as (
    select distinct
        parties.agreement_id,
        parties.force_id
    from {{ ref('agreement_parties') }} as parties
    inner join {{ ref('agreements') }} as agreements
        on parties.agreement_id = agreements.agreement_id
    where
        agreements.is_live
        and parties.force_id is not null
        and coalesce(parties.role, 'partner') <> 'observer'
        and parties.is_party_today
),

filed as (
    select
        functions.agreement_id,
        headings.heading_id,
        headings.parent_heading_id
    from {{ ref('agreement_functions') }} as functions
    inner join {{ ref('dim_poa_heading') }} as headings
        on functions.heading_id = headings.heading_id
),

counted_for as (
    select
        agreement_id,
        heading_id
    from filed
    union
    select
        agreement_id,
        parent_heading_id as heading_id
    from filed
    where parent_heading_id is not null
    union
    select
        agreement_id,
        'all-functions' as heading_id
    from parties
)

select
    parties.force_id,
    counted_for.heading_id,
    cast(count(distinct parties.agreement_id) as integer) as live_agreements
from parties
inner join counted_for
    on parties.agreement_id = counted_for.agreement_id
group by parties.force_id, counted_for.heading_id
