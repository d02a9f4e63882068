with elements as (
    select * from {{ ref('business_case_elements') }}
),

cases as (
    select * from {{ ref('int_collaboration_register__business_cases') }}
),

judged as (
    select
        cases.case_id,
        cases.agreement_id,
        cases.source_document,
        cases.source_place,
        cases.submission_id,
        elements.element,
        elements.element_name,
        elements.question,
        elements.sort_order,
        elements.source as asked_for_in,
        {{ column_of('elements.element', {
            'risks_of_going_ahead': 'cases.risks_of_going_ahead',
            'risks_of_not_going_ahead': 'cases.risks_of_not_going_ahead',
            'effect_on_workforce': 'cases.effect_on_workforce',
            'effect_on_public': 'cases.effect_on_public',
            'costs_stated': 'cases.costs_stated',
            'dependencies_stated': 'cases.dependencies_stated',
            'exit_stated': 'cases.exit_stated',
        }) }} as state
    from cases
    cross join elements
)

select
    case_id,
    element,
    element_name,
    agreement_id,
    coalesce(state, 'not_reported') as state,
    question,
    sort_order,
    asked_for_in,
    source_document,
    source_place,
    submission_id
from judged
