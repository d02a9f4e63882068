-- Rows returned: spellings that stand for more than one force on some day, or for a force twice, when case is
-- disregarded. A name may pass from force to force, one after the other.
with aliases as (
    select
        {{ name_key('alias') }} as name_key,
        coalesce(valid_from, cast('1000-01-01' as date)) as first_day,
        coalesce(valid_to, cast('9999-12-31' as date)) as last_day,
        row_number() over (
            order by alias asc nulls last, force_id asc nulls last, valid_from asc nulls last, valid_to asc nulls last
        ) as place
    from {{ ref('force_aliases') }}
)

select
    aliases.name_key,
    others.first_day,
    others.last_day
from aliases
inner join aliases as others
    on
        aliases.name_key = others.name_key
        and aliases.place < others.place
        and aliases.first_day <= others.last_day
        and aliases.last_day >= others.first_day
