select
    years.financial_year,
    years.ends_on,
    agreements.agreement_id,
    agreements.style,
    agreements.scale,
    agreements.as_at >= years.ends_on as is_confirmed,
    agreements.event_conflicts > 0 as has_conflict
from {{ ref('int_national_picture__years') }} as years
inner join {{ ref('agreement_stages') }} as stages
    on stages.is_live and {{ holds_on('stages.from_date', 'stages.to_date', 'years.ends_on') }}
inner join {{ ref('agreements') }} as agreements on stages.agreement_id = agreements.agreement_id
