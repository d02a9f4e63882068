{{ config(alias='procurement_categories') }}
{%- set money = type_money() %}

-- An amount times nothing is nothing where it is known, and unknown where it is not.
with spend as (
    select * from {{ ref('int_measures__counted_spend') }}
),

lines as (
    select
        category_key as category_id,
        category,
        is_addressable,
        financial_year,
        force_id,
        supplier_key,
        contract_route,
        amount_gbp,
        case when is_addressable then amount_gbp else 0 * amount_gbp end as addressable_gbp
    from spend
    where category_key is not null
    union all
    select
        'all-categories' as category_id,
        'All categories' as category,
        null as is_addressable,
        financial_year,
        force_id,
        supplier_key,
        contract_route,
        amount_gbp,
        case when is_addressable then amount_gbp else 0 * amount_gbp end as addressable_gbp
    from spend
),

categories as (
    select
        financial_year,
        category_id,
        min(category) as category,
        is_addressable,
        count(distinct force_id) as forces_buying,
        count(distinct supplier_key) as suppliers,
        {{ sum_if_complete('amount_gbp', type_money()) }} as amount_gbp,
        {{ sum_if_complete('addressable_gbp', type_money()) }} as addressable_gbp,
        {{ sum_if_complete("case contract_route when 'national' then amount_gbp else 0 * amount_gbp end", money) }}
            as national_gbp,
        {{ sum_if_complete("case contract_route when 'regional' then amount_gbp else 0 * amount_gbp end", money) }}
            as regional_gbp,
        {{ sum_if_complete("case contract_route when 'local' then amount_gbp else 0 * amount_gbp end", money) }}
            as local_gbp,
        {{ sum_if_complete("case contract_route when 'none' then amount_gbp else 0 * amount_gbp end", money) }}
            as none_gbp,
        {{ sum_if_complete("case contract_route when 'not stated' then amount_gbp else 0 * amount_gbp end", money) }}
            as not_stated_gbp
    from lines
    group by financial_year, category_id, is_addressable
),

targets as (
    select value as target_pct
    from {{ ref('benchmarks') }}
    where benchmark_id = 'procurement_savings_target'
),

saved as (
    select
        financial_year,
        cast(sum(numerator) as {{ type_money() }}) as savings_delivered_gbp
    from {{ ref('int_measures__procurement') }}
    where measure_id = 'procurement_savings_pct_of_addressable' and reported_state = 'reported'
    group by financial_year
)

select
    categories.financial_year,
    categories.category_id,
    categories.category,
    case
        when categories.category_id = 'all-categories' then 'several'
        when categories.is_addressable then 'addressable'
        when not categories.is_addressable then 'not_addressable'
        else 'not_decided'
    end as addressable_state,
    decided.reason as addressable_reason,
    cast(categories.forces_buying as integer) as forces_buying,
    cast(categories.suppliers as integer) as suppliers,
    categories.amount_gbp,
    categories.addressable_gbp,
    cast(categories.national_gbp as {{ type_double() }}) * 100
    / nullif(cast(categories.amount_gbp as {{ type_double() }}), 0) as national_pct,
    cast(categories.regional_gbp as {{ type_double() }}) * 100
    / nullif(cast(categories.amount_gbp as {{ type_double() }}), 0) as regional_pct,
    cast(categories.local_gbp as {{ type_double() }}) * 100
    / nullif(cast(categories.amount_gbp as {{ type_double() }}), 0) as local_pct,
    cast(categories.none_gbp as {{ type_double() }}) * 100
    / nullif(cast(categories.amount_gbp as {{ type_double() }}), 0) as no_contract_pct,
    cast(categories.not_stated_gbp as {{ type_double() }}) * 100
    / nullif(cast(categories.amount_gbp as {{ type_double() }}), 0) as not_stated_pct,
    cast(targets.target_pct as {{ type_double() }}) as target_pct,
    cast(
        cast(categories.addressable_gbp as {{ type_double() }}) * cast(targets.target_pct as {{ type_double() }}) / 100
        as {{ type_money() }}
    ) as target_saving_gbp,
    case when categories.category_id = 'all-categories' then saved.savings_delivered_gbp end as savings_delivered_gbp
from categories
cross join targets
left join {{ ref('procurement_categories') }} as decided
    on categories.category_id = decided.category_key
left join saved
    on categories.financial_year = saved.financial_year
