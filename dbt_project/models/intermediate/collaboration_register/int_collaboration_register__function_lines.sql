{{ config(materialized='table') }}

-- Which functions of an agreement are one line of benefits or people. Registers name a function as they like, so the
-- heading decides; where a register itself has several functions under one heading, each name is a line of its own.
with named as (
    select
        _submission_id,
        agreement_id,
        {{ spelling_key('function_name') }} as function_key
    from {{ ref('stg_collaboration_register__benefits') }}
    union
    select
        _submission_id,
        agreement_id,
        {{ spelling_key('function_name') }} as function_key
    from {{ ref('stg_collaboration_register__workforce') }}
),

agreement_headings as (
    {{ headings_of_whole_agreements() | indent(4) }}
),

filed as (
    select
        named._submission_id,
        coalesce(identities.agreement_id, named.agreement_id) as agreement_id,
        named.function_key,
        coalesce(functions.heading_id, agreement_headings.heading_id) as heading_id
    from named
    left join {{ ref('int_collaboration_register__identities') }} as identities
        on named.agreement_id = identities.given_agreement_id
    left join {{ ref('int_collaboration_register__settled_functions') }} as functions
        on
            coalesce(identities.agreement_id, named.agreement_id) = functions.agreement_id
            and named.function_key = {{ spelling_key('functions.function_name') }}
    left join agreement_headings
        on coalesce(identities.agreement_id, named.agreement_id) = agreement_headings.agreement_id
    where named.function_key is not null
),

own_functions as (
    select
        _submission_id,
        agreement_id,
        heading_id,
        count(distinct function_key) as functions
    from filed
    where heading_id is not null
    group by _submission_id, agreement_id, heading_id
),

one_line as (
    select
        agreement_id,
        heading_id
    from own_functions
    group by agreement_id, heading_id
    having max(functions) = 1
)

select distinct
    filed.agreement_id,
    filed.function_key,
    coalesce(one_line.heading_id, filed.function_key) as line_key
from filed
left join one_line
    on filed.agreement_id = one_line.agreement_id and filed.heading_id = one_line.heading_id
