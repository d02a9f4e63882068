-- Rows returned: spellings that stand for more than one force, or for a force twice, when case is disregarded.
select
    {{ name_key('alias') }} as name_key,
    count(*) as times
from {{ ref('force_aliases') }}
group by {{ name_key('alias') }}
having count(*) > 1
