-- Rows returned: the shares of the five styles of 2009 have been brought to 100, or a style is missing. They print to
-- 98 in sum and must stay so.
select
    count(*) as styles,
    sum(value) as sum_of_shares
from {{ ref('published_statistics') }}
where source_document = 'getting-together-2009' and statistic_id = 'style_share'
having count(*) > 0 and (count(*) <> 5 or sum(value) <> 98)
