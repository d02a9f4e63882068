-- Figures that a document prints only as a whole: the warehouse holds them as printed, cited and with their unit.
select
    figures.figure_id,
    figures.component,
    case figures.unit
        when '£m' then cast(printed.value as double) / 1000000
        when '£000' then cast(printed.value as double) / 1000
        else cast(printed.value as double)
    end as warehouse_value
from {{ ref('published_figures') }} as figures
inner join {{ ref('published_statistics') }} as printed
    on
        figures.source_document = printed.source_document
        and figures.statistic_id = printed.statistic_id
        and figures.statistic_component = printed.component
