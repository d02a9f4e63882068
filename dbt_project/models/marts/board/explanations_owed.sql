-- A force owes an explanation where enough others work together on a heading and it neither does nor has said why.
with forces as (
    select
        forces.force_id,
        forces.force_name
    from {{ ref('dim_force') }} as forces
    where {{ in_being_on('forces', 'current_date') }}
),

headings as (
    select
        heading_id,
        heading_name,
        parent_heading_id
    from {{ ref('dim_poa_heading') }}
    where level = 2
),

collaborating as (
    select
        heading_id,
        count(*) as forces_collaborating
    from {{ ref('force_agreements_by_heading') }}
    group by heading_id
    having count(*) >= {{ variation_setting('collaborating_forces_for_explanation', 'integer') }}
),

first_starts as (
    select
        functions.heading_id,
        min(agreements.start_date) as first_agreement_start_date
    from {{ ref('agreement_functions') }} as functions
    inner join {{ ref('agreements') }} as agreements
        on functions.agreement_id = agreements.agreement_id
    where agreements.is_live
    group by functions.heading_id
),

-- An explanation on a level 1 heading speaks for those below it.
explained as (
    select
        explanations.force_id,
        headings.heading_id,
        max(explanations.explained_on) as last_explained_on,
        max(case when explanations.is_in_force then 1 else 0 end) as is_explained
    from {{ ref('collaboration_explanations') }} as explanations
    inner join headings
        on explanations.heading_id in (headings.heading_id, headings.parent_heading_id)
    group by explanations.force_id, headings.heading_id
)

select
    forces.force_id,
    forces.force_name,
    headings.heading_id,
    headings.heading_name,
    cast(collaborating.forces_collaborating as integer) as forces_collaborating,
    {{ variation_setting('collaborating_forces_for_explanation', 'integer') }} as forces_asked_from,
    first_starts.first_agreement_start_date,
    explained.last_explained_on
from headings
inner join collaborating
    on headings.heading_id = collaborating.heading_id
cross join forces
left join first_starts
    on headings.heading_id = first_starts.heading_id
left join {{ ref('force_agreements_by_heading') }} as own
    on
        headings.heading_id = own.heading_id
        and forces.force_id = own.force_id
left join explained
    on
        headings.heading_id = explained.heading_id
        and forces.force_id = explained.force_id
where
    own.force_id is null
    and coalesce(explained.is_explained, 0) = 0
