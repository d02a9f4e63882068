{{ config(materialized='table') }}
-- A measure is held with any of the returns it is made of. The return it is named for is the first; what stands on the
-- other side of the quotient is listed here, with the heading that it is taken of.
with further_parts as (
    {{ typed_rows([
        {'family': 'cost_per_fte', 'measure_id': 'every-measure', 'return_id': 'workforce', 'part': 'same-heading'},
        {'family': 'support_function', 'measure_id': 'every-measure', 'return_id': 'workforce', 'part': 'all-functions'},
        {'family': 'procurement', 'measure_id': 'procurement_savings_pct_of_addressable',
         'return_id': 'procurement_spend', 'part': 'same-heading'},
        {'family': 'procurement', 'measure_id': 'every-measure', 'return_id': 'published_spend',
         'part': 'same-heading'},
    ]) }}
),

parts as (
    select
        measure_id,
        return_id,
        basis,
        'same-heading' as part
    from {{ ref('measures') }}
    union all
    select
        measures.measure_id,
        further_parts.return_id,
        measures.basis,
        further_parts.part
    from {{ ref('measures') }} as measures
    inner join further_parts
        on
            measures.family = further_parts.family
            and further_parts.measure_id in ('every-measure', measures.measure_id)
),

held as (
    select
        parts.measure_id,
        case when parts.part = 'same-heading' then held.heading_id else 'every-heading' end as heading_id,
        held.financial_year,
        held.force_id,
        held.rule_id
    from {{ ref('int_doubt__held') }} as held
    inner join parts
        on
            held.return_id = parts.return_id
            and coalesce(held.basis, parts.basis, '-') = coalesce(parts.basis, '-')
            and (parts.part = 'same-heading' or held.heading_id in ('every-heading', 'all-functions'))
    left join {{ ref('procurement_sources') }} as sources
        on
            held.force_id = sources.force_id
            and held.financial_year = sources.financial_year
    where held.return_id <> 'published_spend' or sources.used_return_id = 'published_spend'
)

select
    measure_id,
    heading_id,
    financial_year,
    force_id,
    min(rule_id) as rule_id
from held
group by measure_id, heading_id, financial_year, force_id
