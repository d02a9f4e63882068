-- The printed England and Wales totals of the Home Office against every function of every force. The component of a
-- figure is the 31 March and, where two lists of functions stand side by side, the list.
with people as (
    select
        figures.item as worker_type,
        headings.heading_system as list_of_functions,
        years.start_year + 1 as year_of_march,
        {{ exact_sum('figures.amount') }} as people
    from {{ ref('national_table_figures') }} as figures
    inner join {{ ref('poa_headings') }} as headings
        on figures.heading_id = headings.heading_id
    inner join {{ ref('financial_years') }} as years
        on figures.financial_year = years.financial_year
    where
        figures.item_group = 'people_at_31_march'
        and (headings.heading_system = 'adr' or headings.level = 1)
    group by figures.item, headings.heading_system, years.start_year
)

select
    figures.figure_id,
    figures.component,
    people.people as warehouse_value
from {{ ref('published_figures') }} as figures
inner join people
    on
        figures.function_name = people.worker_type
        and figures.component = concat(
            '31 March ',
            cast(people.year_of_march as {{ type_text() }}),
            case people.list_of_functions
                when 'adr' then ', list of 60 functions' else ', Police Objective Analysis'
            end
        )
where figures.figure_id in ('G71', 'G72', 'G73')
