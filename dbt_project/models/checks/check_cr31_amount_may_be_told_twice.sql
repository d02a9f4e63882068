-- Both registers are asked, each about its own row; the amount of the other one is not named.
with rule as (
    {{ active_rule('CR31') | indent(4) }}
)

select distinct
    'CR31' as rule_id,
    lookalikes._submission_id as submission_id,
    'collaboration_register__' || lookalikes.table_name as table_name,
    cast(lookalikes._row as integer) as row_number,
    case lookalikes.table_name
        when 'benefits' then 'function_name'
        when 'costs' then 'kind'
        when 'contributions' then 'basis'
        else 'function_name'
    end as column_name,
    'agreement_id=' || lookalikes.agreement_id || '; ' || lookalikes.row_key as natural_key,
    {{ format_number('lookalikes.amount') }} as value_given,
    'another register' as expected,
    cast(null as {{ type_text() }}) as detail
from {{ ref('int_collaboration_register__lookalikes') }} as lookalikes
cross join rule
