with measures as (
    select * from {{ ref('measures') }}
    where family = 'workforce_share'
),

workforce_groups as (
    select * from {{ ref('int_measures__workforce_groups') }}
),

financial_years as (
    select * from {{ ref('financial_years') }}
)

select
    measures.measure_id,
    'all-functions' as heading_id,
    financial_years.financial_year,
    part.force_id,
    part.fte as numerator,
    whole.fte as denominator,
    cast(null as integer) as population_mid_year,
    case
        when part.reported_state = 'reported' and whole.reported_state = 'reported' then 'reported'
        else 'not_reported'
    end as reported_state,
    cast(null as {{ type_text() }}) as mapped_from_heading_id,
    part.submission_id
from measures
inner join workforce_groups as part
    on measures.numerator_group = part.workforce_group
inner join workforce_groups as whole
    on
        measures.denominator_group = whole.workforce_group
        and part.force_id = whole.force_id
        and part.as_at = whole.as_at
inner join financial_years
    on part.as_at = financial_years.workforce_as_at
