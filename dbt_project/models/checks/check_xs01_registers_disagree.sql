{#- What registers of one agreement must agree on. A style not stated contradicts nothing, and stages are compared
    between registers of one year, because a stage is that of the day of the register. -#}
{%- set values, compared = {
    'title': 'given.title',
    'style': "nullif(given.style, 'not_stated')",
    'stage': 'given.stage',
    'lead_force': 'given.lead_force',
    'start_date': as_printed('given.start_date', 'given.start_date_precision'),
}, {} -%}
{%- set names = [] -%}
{%- for name, value in values.items() -%}
    {%- do names.append({'column_name': name}) -%}
    {%- do compared.update({name: spelling_key(value)}) -%}
{%- endfor -%}
{%- do compared.update({'lead_force': 'coalesce(given.lead_force_id, ' ~ spelling_key('given.lead_force') ~ ')'}) -%}
with rule as (
    {{ active_rule('XS01') | indent(4) }}
),

given as (
    select
        agreements.*,
        registers.register_name,
        registers.as_at_year,
        spellings.force_id as lead_force_id
    from {{ ref('stg_collaboration_register__agreements') }} as agreements
    inner join {{ ref('int_comparisons__registers') }} as registers
        on agreements._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__spellings') }} as spellings
        on lower(agreements.lead_force) = spellings.spelling
),

names as (
    {{ typed_rows(names) }}
),

fields as (
    select
        given._submission_id as submission_id,
        given._row,
        given.agreement_id,
        given.register_name,
        names.column_name,
        {{ column_of('names.column_name', values) }} as value_given,
        {{ column_of('names.column_name', compared) }} as value_compared,
        case when names.column_name = 'stage' then given.as_at_year end as compared_within
    from given
    cross join names
),

-- A date of which less was printed is compared as far as it was.
disagreeing as (
    select
        own.submission_id,
        own._row,
        own.agreement_id,
        own.column_name,
        own.value_given,
        min(other.register_name) as register_name,
        count(distinct other.submission_id) as registers
    from fields as own
    inner join fields as other
        on
            own.agreement_id = other.agreement_id
            and own.column_name = other.column_name
            and own.submission_id <> other.submission_id
    where
        case
            when own.column_name = 'start_date'
                then
                    substr(own.value_compared, 1, length(other.value_compared))
                    <> substr(other.value_compared, 1, length(own.value_compared))
            else own.value_compared <> other.value_compared
        end
        and coalesce(own.compared_within = other.compared_within, true)
    group by own.submission_id, own._row, own.agreement_id, own.column_name, own.value_given
)

{{ failing_row(
    'XS01',
    'collaboration_register__agreements',
    'disagreeing.submission_id',
    "'agreement_id=' || disagreeing.agreement_id",
    column_name='disagreeing.column_name',
    row_number='disagreeing._row',
    value_given='disagreeing.value_given',
    expected="case when disagreeing.registers = 1 then 'the register ' || "
        ~ "coalesce(disagreeing.register_name, 'of another body') else cast(disagreeing.registers as "
        ~ type_text() ~ ") || ' other registers' end",
) }}
from disagreeing
cross join rule
