-- Rows returned: measures that the tables do not carry although data of their return is in use; of a return with an
-- edition for each year, data of the measure's first year.
with in_use as (
    select distinct
        return_id,
        financial_year
    from {{ ref('int_editions__latest') }}
)

select measures.measure_id
from {{ ref('measures') }} as measures
inner join in_use
    on
        measures.return_id = in_use.return_id
        and measures.first_financial_year = coalesce(in_use.financial_year, measures.first_financial_year)
left join {{ ref('national_summary') }} as summaries
    on
        measures.measure_id = summaries.measure_id
        and measures.first_financial_year = summaries.financial_year
where summaries.measure_id is null
