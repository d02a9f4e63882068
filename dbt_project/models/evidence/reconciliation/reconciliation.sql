with returns_in_force as (
    select distinct
        submissions.return_id,
        submissions.financial_year
    from {{ source('ledger', 'submissions') }} as submissions
    where {{ is_in_release('submissions') }}
),

-- Registers give the figures of a document. The recommendations of the same document come in another file.
cited as (
    select source_document from {{ ref('agreements') }}
    union
    select source_document from {{ ref('published_statistics') }}
    union
    select documents.document_id as source_document
    from {{ ref('source_documents') }} as documents
    inner join returns_in_force
        on documents.return_id = returns_in_force.return_id
),

needed_returns_in_force as (
    select distinct
        figures.figure_id,
        figures.component
    from {{ ref('published_figures') }} as figures
    inner join returns_in_force
        on
            figures.also_needs_return = returns_in_force.return_id
            and (figures.also_needs_year is null or figures.also_needs_year = returns_in_force.financial_year)
),

compared as (
    select
        figures.*,
        warehouse.warehouse_value,
        warehouse.warehouse_text,
        warehouse.warehouse_value - figures.published_value as difference,
        explanations.explanation,
        explanations.reviewed_on,
        cited.source_document is not null
        and (figures.also_needs_return is null or needed.figure_id is not null) as is_source_in_force
    from {{ ref('published_figures') }} as figures
    left join {{ ref('int_reconciliation__warehouse_values') }} as warehouse
        on figures.figure_id = warehouse.figure_id and figures.component = warehouse.component
    left join {{ ref('published_figure_explanations') }} as explanations
        on figures.figure_id = explanations.figure_id and figures.component = explanations.component
    left join cited on figures.source_document = cited.source_document
    left join needed_returns_in_force as needed
        on figures.figure_id = needed.figure_id and figures.component = needed.component
)

select
    figure_id,
    component,
    source_document,
    reference,
    metric,
    unit,
    published_value,
    published_text,
    warehouse_value,
    warehouse_text,
    cast(difference as decimal(18, 4)) as difference,
    tolerance,
    case
        when warehouse_value is null and warehouse_text is null then 'not_computed'
        when difference = 0 or (published_value is null and warehouse_text = published_text) then 'exact'
        when abs(difference) <= tolerance then 'agrees'
        when explanation is not null then 'explained'
        else 'mismatch'
    end as status,
    explanation,
    reviewed_on,
    basis,
    is_required,
    is_source_in_force
from compared
