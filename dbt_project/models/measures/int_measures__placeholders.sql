{{ config(materialized='table') }}
-- Names of suppliers and categories that are none: a placeholder of the seed, or a text without a letter or a number
-- other than zero.
with names as (
    select
        'supplier' as column_kind,
        {{ spelling_key('supplier_name') }} as spelling,
        {{ placeholder_key('supplier_name') }} as placeholder_key
    from {{ ref('procurement_spend') }}
    union
    select
        'category' as column_kind,
        {{ spelling_key('category') }} as spelling,
        {{ placeholder_key('category') }} as placeholder_key
    from {{ ref('procurement_spend') }}
)

select distinct
    names.column_kind,
    names.spelling
from names
left join {{ ref('placeholder_names') }} as placeholders
    on
        placeholders.column_kind in (names.column_kind, 'any')
        and ({{ is_placeholder_of('names.placeholder_key', 'placeholders') }})
where
    placeholders.placeholder_key is not null
    or {{ register_replace_all('names.placeholder_key', '[0 ]+', '') }} = ''
