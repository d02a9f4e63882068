select
    since.figure_id,
    since.series,
    since.financial_year,
    followed.metric,
    followed.unit,
    figures.source_document,
    followed.published_year,
    case when followed.has_printed_value then figures.published_value end as published_value,
    case when followed.has_printed_value then figures.published_text end as published_text,
    since.warehouse_value,
    followed.what_differs
from {{ ref('int_reconciliation__since') }} as since
inner join {{ ref('published_figures_followed') }} as followed
    on since.figure_id = followed.figure_id and since.series = followed.series
inner join {{ ref('published_figures') }} as figures
    on since.figure_id = figures.figure_id and figures.component = 'whole'
