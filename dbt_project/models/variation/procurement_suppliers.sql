-- Suppliers that one force alone buys from are left out: there is nothing to do together. Forces that send their
-- invoices share no list of suppliers, so names are compared as they are spelt, capital letters and spaces apart.
with spend as (
    select * from {{ ref('int_measures__counted_spend') }}
    -- a placeholder is no supplier that several forces buy from
    where supplier_key is not null
),

routes as (
    select distinct
        financial_year,
        supplier_key,
        contract_route
    from spend
),

routes_by_supplier as (
    select
        financial_year,
        supplier_key,
        {{ joined_text('contract_route', ', ') }} as routes_used
    from routes
    group by financial_year, supplier_key
),

suppliers as (
    select
        financial_year,
        supplier_key,
        min(supplier_name) as supplier_name,
        case when min(supplier_number) = max(supplier_number) then min(supplier_number) end as supplier_number,
        count(distinct force_id) as forces_buying,
        count(distinct category_key) as categories,
        {{ sum_if_complete('amount_gbp', type_money()) }} as amount_gbp,
        {{ sum_if_complete(
            "case when contract_route in ('local', 'none') then amount_gbp else 0 end", type_money()
        ) }} as outside_amount_gbp,
        {{ sum_if_complete("case when contract_route = 'not stated' then amount_gbp else 0 end", type_money()) }}
            as not_stated_amount_gbp,
        count(distinct case when contract_route in ('local', 'none') then force_id end) as forces_buying_outside
    from spend
    group by financial_year, supplier_key
)

select
    suppliers.financial_year,
    suppliers.supplier_key as supplier_id,
    suppliers.supplier_name,
    suppliers.supplier_number,
    cast(suppliers.forces_buying as integer) as forces_buying,
    cast(suppliers.categories as integer) as categories,
    suppliers.amount_gbp,
    routes_by_supplier.routes_used,
    cast(suppliers.forces_buying_outside as integer) as forces_buying_outside,
    suppliers.outside_amount_gbp,
    suppliers.not_stated_amount_gbp,
    cast(suppliers.outside_amount_gbp as {{ type_double() }}) * 100
    / nullif(cast(suppliers.amount_gbp - suppliers.not_stated_amount_gbp as {{ type_double() }}), 0) as outside_pct
from suppliers
inner join routes_by_supplier
    on
        suppliers.financial_year = routes_by_supplier.financial_year
        and suppliers.supplier_key = routes_by_supplier.supplier_key
where suppliers.forces_buying > 1
