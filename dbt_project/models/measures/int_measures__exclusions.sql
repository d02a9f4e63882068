-- A decision names a return, and so every measure made of it, or one measure. Without a heading it holds for all.
select
    measures.measure_id,
    coalesce(exclusions.heading_id, 'every-heading') as heading_id,
    exclusions.financial_year,
    exclusions.force_id,
    min(exclusions.ground) as ground
from {{ ref('statistic_exclusions') }} as exclusions
inner join {{ ref('measures') }} as measures
    on exclusions.measure_id = measures.measure_id or exclusions.return_id = measures.return_id
where exclusions.is_in_force
group by
    measures.measure_id,
    coalesce(exclusions.heading_id, 'every-heading'),
    exclusions.financial_year,
    exclusions.force_id
