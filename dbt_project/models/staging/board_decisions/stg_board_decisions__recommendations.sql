select
    {{ register_text('recommendation_id') }} as recommendation_id,
    lower({{ register_text('source_document') }}) as source_document,
    {{ register_text('source_place') }} as source_place,
    {{ register_text('recommendation') }} as recommendation,
    {{ register_text('owner') }} as owner,
    {{ register_date('deadline__value') }} as deadline,
    {{ register_date_precision('deadline__value') }} as deadline_precision,
    {{ register_text('outcome__value') }} as outcome,
    {{ register_date('outcome_on__value') }} as outcome_on,
    {{ register_date_precision('outcome_on__value') }} as outcome_on_precision,
    {{ register_text('outcome_source') }} as outcome_source,
    {{ register_text('heading_name') }} as heading_name,
    {{ register_text('agreement_id') }} as agreement_id,
    {{ register_text('note') }} as note,
    _submission_id,
    _sheet,
    _row
from {{ source('raw', 'board_decisions__recommendations') }}
where {{ in_force('board_decisions') }}
