{{ config(materialized='table') }}
-- A figure is the sum of what the tables of an edition give for it: the edition of 2012 prints four kinds of employee
-- costs where the later ones print one. Which tables and labels make a figure stands in two seeds; rows that are known
-- to be wrong at their source stand in a third, and no figure is made of them.
with cells as (
    select
        *,
        {{ national_table_key('coalesce(detail, sheet)') }} as table_key,
        {{ national_label_key('label') }} as label_key
    from {{ ref('stg_value_for_money_poa__cells') }}
),

editions as (
    select
        editions.submission_id,
        editions.financial_year,
        financial_years.ends_on
    from {{ ref('int_editions__latest') }} as editions
    inner join {{ ref('financial_years') }} as financial_years
        on editions.financial_year = financial_years.financial_year
    where editions.return_id = 'value_for_money_poa'
),

tables as (
    select
        tables.*,
        case when tables.kind = 'line' then tables.item end as item_group,
        case when tables.kind = 'line' then tables.table_key else '' end as labels_of
    from {{ ref('national_tables') }} as tables
    where tables.return_id = 'value_for_money_poa' and tables.kind <> 'not_used'
),

labels as (
    select
        labels.*,
        coalesce(labels.table_key, '') as labels_of,
        coalesce(headings.level, 0) as level
    from {{ ref('national_table_labels') }} as labels
    inner join {{ ref('poa_headings') }} as headings
        on labels.heading_id = headings.heading_id
    where labels.return_id = 'value_for_money_poa' and labels.use in ('heading', 'corrected', 'line')
),

aliases as (
    select * from {{ ref('force_aliases') }}
),

exclusions as (
    select * from {{ ref('national_table_exclusions') }}
    where return_id = 'value_for_money_poa'
),

parts as (
    select
        editions.financial_year,
        aliases.force_id,
        labels.heading_id,
        labels.level,
        tables.item_group,
        coalesce(labels.item, tables.item) as item,
        tables.unit,
        coalesce(tables.without_national_policing, false) as is_without_national_policing,
        cells.sheet,
        cells.sheet_row,
        cells.amount_missing,
        -- Spark takes decimals away from a product that could have more than 38 digits: a short factor leaves 11.
        cells.amount
        * cast(
            tables.factor * coalesce(labels.factor, 1) * case tables.unit when 'GBP thousand' then 1000 else 1 end
            as decimal(6, 0)
        ) as amount,
        case when labels.use = 'corrected' then labels.note end as correction,
        case when tables.item_group is null then tables.note end as definition,
        editions.submission_id
    from cells
    inner join editions
        on cells._submission_id = editions.submission_id
    inner join tables
        on
            cells.table_key = tables.table_key
            and editions.financial_year between tables.from_financial_year and tables.to_financial_year
    inner join labels
        on
            cells.label_key = labels.label_key
            and tables.labels_of = labels.labels_of
            and editions.financial_year between labels.from_financial_year and labels.to_financial_year
            and coalesce(labels.sheet_row, cells.sheet_row) = cells.sheet_row
    inner join aliases
        on
            {{ name_key('cells.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'editions.ends_on') }}
    left join exclusions
        on
            cells.table_key = coalesce(exclusions.table_key, cells.table_key)
            and editions.financial_year = exclusions.financial_year
            and cells.sheet_row between exclusions.first_row and exclusions.last_row
    where exclusions.reason is null
),

figures as (
    select
        financial_year,
        force_id,
        heading_id,
        level,
        item_group,
        item,
        is_without_national_policing,
        unit,
        {{ sum_if_complete('amount', type_measured()) }} as amount,
        max(amount_missing) as amount_missing,
        count(*) as cells,
        min(sheet) as sheet,
        {{ joined_text("cast(sheet_row as " ~ type_text() ~ ")", ', ', 'sheet_row') }} as sheet_rows,
        max(correction) as correction,
        max(definition) as definition,
        submission_id
    from parts
    group by
        financial_year, force_id, heading_id, level, item_group, item, is_without_national_policing, unit, submission_id
)

select
    financial_year,
    force_id,
    heading_id,
    level,
    item_group,
    item,
    is_without_national_policing,
    case unit when 'GBP thousand' then 'GBP' else unit end as unit,
    amount,
    {{ reported_state('amount', 'amount_missing') }} as reported_state,
    cells,
    sheet,
    sheet_rows,
    correction,
    definition,
    submission_id
from figures
