-- An agreement counts for the headings it is filed under, for those above them, and once for all functions; one that is
-- filed under none counts for all functions alone. Its value is that of a heading only where all of it lies there.
with filed as (
    select
        functions.agreement_id,
        functions.function_name,
        headings.heading_id,
        headings.parent_heading_id
    from {{ ref('agreement_functions') }} as functions
    left join {{ ref('dim_poa_heading') }} as headings on functions.heading_id = headings.heading_id
),

counted_for as (
    select
        agreement_id,
        heading_id,
        function_name
    from filed
    where heading_id is not null
    union
    select
        agreement_id,
        parent_heading_id as heading_id,
        function_name
    from filed
    where parent_heading_id is not null
),

functions as (
    select
        agreement_id,
        count(distinct function_name) as functions
    from filed
    group by agreement_id
)

select
    counted_for.agreement_id,
    counted_for.heading_id,
    max(functions.functions) = count(distinct counted_for.function_name) as lies_within
from counted_for
inner join functions on counted_for.agreement_id = functions.agreement_id
group by counted_for.agreement_id, counted_for.heading_id
union all
select
    agreement_id,
    'all-functions' as heading_id,
    true as lies_within
from {{ ref('agreements') }}
