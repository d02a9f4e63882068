select
    agreement_id,
    function_name,
    heading_id,
    heading_name as heading_name_given,
    source_document,
    source_place,
    note,
    submission_id
from {{ ref('int_collaboration_register__settled_functions') }}
