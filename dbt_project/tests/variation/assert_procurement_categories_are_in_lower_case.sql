-- Rows returned: categories of the seed that no category of a return can equal, because returns are compared in lower
-- case and with single spaces.
select category_key
from {{ ref('procurement_categories') }}
where category_key <> {{ spelling_key('category_key') }}
