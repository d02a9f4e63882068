{{ config(severity='warn') }}

-- Rows returned: explanations of figures that now come out as published; they can be withdrawn.
select
    figure_id,
    component,
    explanation
from {{ ref('reconciliation') }}
where explanation is not null and status in ('exact', 'agrees')
