-- A whole that a publisher prints, and its parts, both as printed. Wholes that no figure of the warehouse is made of
-- are read from the cells.
with figures as (
    select
        figures.*,
        headings.level,
        headings.heading_system
    from {{ ref('national_table_figures') }} as figures
    inner join {{ ref('poa_headings') }} as headings
        on figures.heading_id = headings.heading_id
),

whole_forces as (
    select * from figures
    where heading_id = 'all-functions' and item_group = 'by_heading'
),

-- Which headings all functions are the sum of.
parts_by_heading as (
    select
        *,
        case
            when item_group = 'by_heading' and level = 1 then 'functions_and_whole'
            when item_group = 'by_heading' and level = 2 and item = 'paid_to_other_forces' then 'payments_by_heading'
            when
                item_group = 'people_at_31_march'
                and (level = 1 or (heading_system = 'adr' and financial_year < '2014/15'))
                then 'functions_of_people'
        end as check_id
    from figures
),

-- Where specific grants are no part of funding, because earned income has them: 2012/13 and 2016/17.
net_expenditure as (
    select
        net.force_id,
        net.financial_year,
        net.item,
        net.unit,
        net.amount - coalesce(grants.amount, 0) as amount,
        net.financial_year not in ('2012/13', '2016/17') as has_grants
    from figures as net
    left join whole_forces as grants
        on
            net.force_id = grants.force_id
            and net.financial_year = grants.financial_year
            and grants.item = 'government_grants'
    where
        net.heading_id = 'all-functions'
        and net.item_group in ('by_heading', 'total')
        and net.item = 'net_revenue_expenditure'
),

cells as (
    select
        cells.financial_year,
        aliases.force_id,
        {{ national_table_key('coalesce(cells.detail, cells.sheet)') }} as table_key,
        {{ national_label_key('cells.label') }} as label_key,
        cells.amount
    from {{ ref('stg_value_for_money_poa__cells') }} as cells
    inner join {{ ref('int_editions__latest') }} as editions
        on cells._submission_id = editions.submission_id
    inner join {{ ref('financial_years') }} as financial_years
        on cells.financial_year = financial_years.financial_year
    inner join {{ ref('force_aliases') }} as aliases
        on
            {{ name_key('cells.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'financial_years.ends_on') }}
),

first_edition as (
    select
        financial_year,
        force_id,
        max(case when table_key = 'workforce costs (£000)' and label_key = 'workforce' then amount end) as workforce,
        max(case when table_key = 'income + expenditure' and label_key = 'non-staff costs' then amount end)
            as non_staff,
        max(case when table_key = 'non-staff costs (£000)' and label_key = 'non-staff costs' then amount end)
            as non_staff_block,
        max(case when table_key = 'income + expenditure' and label_key = 'income' then amount end) as income,
        max(case when table_key = 'income + expenditure' and label_key = 'net revenue expenditure' then amount end)
            as net,
        max(case when table_key = 'supplies & services costs (£000)' and label_key = 'total' then amount end)
            as supplies
    from cells
    where financial_year = '2009/10'
    group by financial_year, force_id
),

sums as (
    select
        parts.check_id,
        whole.financial_year,
        whole.item,
        whole.force_id,
        whole.unit,
        whole.amount as whole,
        {{ exact_sum('parts.amount') }} as parts
    from figures as whole
    inner join parts_by_heading as parts
        on
            whole.force_id = parts.force_id
            and whole.financial_year = parts.financial_year
            and whole.item_group = parts.item_group
            and whole.item = parts.item
    where whole.heading_id = 'all-functions' and parts.check_id is not null
    group by parts.check_id, whole.financial_year, whole.item, whole.force_id, whole.unit, whole.amount
    union all
    select
        'net_and_gross' as check_id,
        net.financial_year,
        net.item,
        net.force_id,
        net.unit,
        net.amount as whole,
        gross.amount - income.amount as parts
    from whole_forces as net
    inner join whole_forces as gross
        on
            net.force_id = gross.force_id
            and net.financial_year = gross.financial_year
            and gross.item = 'gross_expenditure'
    inner join whole_forces as income
        on
            net.force_id = income.force_id
            and net.financial_year = income.financial_year
            and income.item = 'earned_income'
    where net.item = 'net_revenue_expenditure'
    union all
    select
        'worker_types_and_workforce' as check_id,
        cells.financial_year,
        'workforce' as item,
        cells.force_id,
        'FTE' as unit,
        cells.amount as whole,
        {{ exact_sum('workers.amount') }} as parts
    from cells
    inner join whole_forces as workers
        on
            cells.force_id = workers.force_id
            and cells.financial_year = workers.financial_year
            and workers.item in ('police_officer', 'police_staff', 'pcso')
    where cells.table_key = 'total_workforce_fte' and cells.label_key in ('total', 'level 2 summary')
    group by cells.financial_year, cells.force_id, cells.amount
    union all
    select
        'net_and_funding' as check_id,
        net.financial_year,
        net.item,
        net.force_id,
        net.unit,
        net.amount as whole,
        {{ exact_sum('funding.amount') }} as parts
    from net_expenditure as net
    inner join figures as funding
        on
            net.force_id = funding.force_id
            and net.financial_year = funding.financial_year
            and funding.item_group = 'funding'
            and (net.has_grants or funding.item <> 'specific_grants')
    group by net.financial_year, net.item, net.force_id, net.unit, net.amount
    union all
    select
        'grants_and_their_parts' as check_id,
        financial_year,
        'specific_grants' as item,
        force_id,
        'GBP' as unit,
        1000 * max(case when label_key = 'government grants' then amount end) as whole,
        1000 * sum(case when label_key in ('national policing grants', 'other specific grants') then amount end)
            as parts
    from cells
    where table_key = 'funding' and financial_year = '2017/18'
    group by financial_year, force_id
    union all
    select
        'net_and_costs' as check_id,
        financial_year,
        'net_revenue_expenditure' as item,
        force_id,
        'GBP' as unit,
        1000 * net as whole,
        1000 * (workforce + non_staff - income) as parts
    from first_edition
    union all
    select
        'two_prints_of_non_staff_costs' as check_id,
        financial_year,
        'non_staff_cost' as item,
        force_id,
        'GBP' as unit,
        1000 * non_staff as whole,
        1000 * non_staff_block as parts
    from first_edition
    union all
    select
        'supplies_and_their_parts' as check_id,
        printed.financial_year,
        'supplies_and_services' as item,
        printed.force_id,
        'GBP' as unit,
        1000 * printed.supplies as whole,
        {{ exact_sum('parts.amount') }} as parts
    from first_edition as printed
    inner join figures as parts
        on
            printed.force_id = parts.force_id
            and printed.financial_year = parts.financial_year
            and parts.item_group = 'supplies_and_services'
    group by printed.financial_year, printed.force_id, printed.supplies
)

-- Rounded to a millionth, so that a difference of 0.06 as doubles give it is compared as 0.06.
select
    check_id,
    financial_year,
    item,
    force_id,
    unit,
    cast(whole as {{ type_double() }}) as whole,
    cast(parts as {{ type_double() }}) as parts,
    round(cast(parts as {{ type_double() }}) - cast(whole as {{ type_double() }}), 6) as difference,
    abs(round(cast(parts as {{ type_double() }}) - cast(whole as {{ type_double() }}), 6))
    > case unit when 'GBP' then 1000 else 0.05 end as is_different
from sums
where whole is not null and parts is not null
