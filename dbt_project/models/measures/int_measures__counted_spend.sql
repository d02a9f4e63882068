-- What national figures are made of: spending of the forces whose file no open finding holds.
select
    spend.force_id,
    spend.financial_year,
    spend.supplier_name,
    spend.supplier_key,
    spend.supplier_number,
    spend.category,
    spend.category_key,
    spend.contract_route,
    spend.amount_gbp,
    spend.is_addressable
from {{ ref('int_measures__classified_spend') }} as spend
left join {{ ref('int_doubt__held') }} as held
    on
        spend.return_id = held.return_id
        and held.heading_id = 'every-heading'
        and spend.force_id = held.force_id
        and spend.financial_year = held.financial_year
where held.rule_id is null
