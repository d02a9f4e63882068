-- A register dates few of its names: one that has passed from force to force means the last to bear it.
with spellings as (
    select
        {{ name_key('alias') }} as spelling,
        force_id,
        row_number() over (
            partition by {{ name_key('alias') }}
            order by valid_to desc nulls first, force_id asc nulls last
        ) as place
    from {{ ref('force_aliases') }}
)

select
    spelling,
    force_id
from spellings
where place = 1
