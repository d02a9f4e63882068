-- A force's own estimate takes the place of all that the national table has for it: part of one beside part of the
-- other would add up to neither.
with lines as (
    {{ typed_rows(expenditure_amounts() + amounts_of_national_tables()) }}
)

select
    figures.force_id,
    figures.financial_year,
    figures.heading_id,
    'estimate' as basis,
    figures.item as line,
    lines.kind,
    cast(figures.amount as {{ type_money() }}) as amount_gbp,
    figures.reported_state,
    figures.submission_id,
    false as is_illustrative
from {{ ref('int_national_tables__figures') }} as figures
inner join lines
    on figures.item = lines.line
left join {{ ref('int_force_returns__expenditure_submissions') }} as own
    on
        own.basis = 'estimate'
        and figures.force_id = own.force_id
        and figures.financial_year = own.financial_year
where figures.item_group is null and own.submission_id is null
