-- A figure in words: the first and the last of the events of an agreement say what became of it.
select
    figures.figure_id,
    figures.component,
    replace(
        min_by(events.event, events.sequence) || ' then ' || max_by(events.event, events.sequence), '_', ' '
    ) as warehouse_text
from {{ ref('published_figures') }} as figures
inner join {{ ref('agreement_events') }} as events
    on figures.agreement_id = events.agreement_id and figures.source_document = events.source_document
where figures.unit = 'status'
group by figures.figure_id, figures.component
