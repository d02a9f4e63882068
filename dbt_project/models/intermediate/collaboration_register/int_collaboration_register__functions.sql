with ranked as (
    select
        given.*,
        {{ register_rank(['given.agreement_id', 'lower(given.function_name)']) }} as register_rank
    from {{ ref('stg_collaboration_register__functions') }} as given
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on given._submission_id = registers.submission_id
),

-- A level 2 heading keeps its name from one version of the analysis to the next, so a name has one id.
headings as (
    select
        lower(heading_name) as heading_key,
        min(heading_id) as heading_id
    from {{ ref('poa_headings') }}
    where level = 2
    group by lower(heading_name)
)

select
    ranked.agreement_id,
    ranked.function_name,
    headings.heading_id,
    ranked.heading_name as heading_name_given,
    ranked.source_document,
    ranked.source_place,
    ranked.note,
    ranked._submission_id as submission_id
from ranked
left join headings on lower(ranked.heading_name) = headings.heading_key
where ranked.register_rank = 1
