-- Outturn stands over people counted at the end of its year, an estimate over the posts of the same budget. A heading
-- that no force has people for in a year, as the editions of 2013 to 2015 have for a third of theirs, has no measure.
with measures as (
    select * from {{ ref('measures') }}
    where family = 'cost_per_fte'
),

expenditure as (
    select * from {{ ref('int_measures__expenditure') }}
),

workforce as (
    select
        *,
        case basis when 'fte' then 'outturn' else 'estimate' end as stands_under
    from {{ ref('int_measures__heading_workforce') }}
),

counted as (
    select distinct
        financial_year,
        heading_id,
        stands_under
    from workforce
)

select
    measures.measure_id,
    expenditure.heading_id,
    expenditure.financial_year,
    expenditure.force_id,
    expenditure.amount_gbp as numerator,
    workforce.fte as denominator,
    cast(null as integer) as population_mid_year,
    case
        when expenditure.reported_state <> 'reported' then expenditure.reported_state
        else coalesce(workforce.reported_state, 'not_reported')
    end as reported_state,
    expenditure.mapped_from_heading_id,
    expenditure.submission_id
from measures
inner join expenditure
    on measures.basis = expenditure.basis and measures.numerator_group = expenditure.line
inner join counted
    on
        measures.basis = counted.stands_under
        and expenditure.financial_year = counted.financial_year
        and expenditure.heading_id = counted.heading_id
left join workforce
    on
        measures.denominator_group = workforce.workforce_group
        and measures.basis = workforce.stands_under
        and expenditure.force_id = workforce.force_id
        and expenditure.financial_year = workforce.financial_year
        and expenditure.heading_id = workforce.heading_id
left join {{ ref('poa_headings') }} as headings
    on expenditure.heading_id = headings.heading_id
where coalesce(headings.level, 2) <= measures.deepest_level
