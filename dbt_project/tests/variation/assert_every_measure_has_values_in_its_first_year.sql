-- Rows returned: measures that the tables do not carry although data of their return is in use.
with in_use as (
    select distinct return_id
    from {{ ref('int_editions__latest') }}
)

select measures.measure_id
from {{ ref('measures') }} as measures
inner join in_use
    on measures.return_id = in_use.return_id
left join {{ ref('national_summary') }} as summaries
    on
        measures.measure_id = summaries.measure_id
        and measures.first_financial_year = summaries.financial_year
where summaries.measure_id is null
