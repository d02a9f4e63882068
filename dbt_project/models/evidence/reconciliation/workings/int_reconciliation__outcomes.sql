-- Figures in words. The first and the last of the events of an agreement say what became of it; the deadline of a
-- recommendation is held with it, and is found by the place that the document gives it.
with outcomes as (
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
),

deadlines as (
    select
        figures.figure_id,
        figures.component,
        {{ month_and_year('recommendations.deadline') }} as warehouse_text
    from {{ ref('published_figures') }} as figures
    inner join {{ ref('recommendations') }} as recommendations
        on
            figures.source_document = recommendations.source_document
            and figures.reference = recommendations.source_place
    where figures.unit = 'date' and recommendations.deadline_precision = 'month'
)

select * from outcomes
union all
select * from deadlines
