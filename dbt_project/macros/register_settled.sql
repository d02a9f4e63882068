{#- The rows of a table as every register reports them: names conformed, each with the national agreement and with the
    place of its report. standing is smaller the earlier a report comes; tier is 1 for the lead's, 2 for the host's. -#}
{% macro register_reported(name) -%}
    {%- set table = register_table(name) -%}
    {%- set derived = table.get('derived', {}) -%}
    {%- set taken = [] -%}
    {%- for column in table.key + table.compared + table.carried
        if column not in derived and not column.endswith('_key') and column not in taken -%}
        {%- do taken.append(column) -%}
    {%- endfor -%}
    {%- if name == 'business_cases' -%}{%- do taken.append('case_id') -%}{%- endif -%}
    select
        conformed.*
        {%- if table.spelled %},
        first_value(conformed.{{ table.spelled }}_given) over (
            partition by conformed.agreement_id, conformed.{{ register_spelling_column(table) }}
            order by conformed.standing asc nulls last, conformed._row asc nulls last
        ) as {{ table.spelled }}
        {%- endif %}
        {%- for column, told_by in table.get('stated', {}).items() %},
        {{ register_stated(column, told_by) }} as {{ column }}_key
        {%- endfor %}
    from (
        select
            given._submission_id,
            given._row,
            given.source_document,
            given.source_place,
            given.note,
            {{ register_national_id('given') }} as agreement_id,
            coalesce(tiers.tier, 3) as tier,
            coalesce(tiers.tier, 3) * 1000000 + registers.precedence as standing
            {%- for column in taken %},
            given.{{ column }}
            {%- endfor %}
            {%- for column, expression in derived.items() %},
            {{ expression }} as {{ column }}
            {%- endfor %}
            {%- if table.spelled %},
            given.{{ table.spelled }} as {{ table.spelled }}_given,
            {%- if table.is_by_heading %}
            coalesce(lines.line_key, {{ spelling_key('given.' ~ table.spelled) }}) as {{ register_spelling_column(table) }}
            {%- else %}
            {{ spelling_key('given.' ~ table.spelled) }} as {{ register_spelling_column(table) }}
            {%- endif %}
            {%- endif %}
        from {{ ref('stg_collaboration_register__' ~ name) }} as given
        inner join {{ ref('int_collaboration_register__registers') }} as registers
            on given._submission_id = registers.submission_id
        left join {{ ref('int_collaboration_register__identities') }} as identities
            on given.agreement_id = identities.given_agreement_id
        left join {{ ref('int_collaboration_register__tiers') }} as tiers
            on given._submission_id = tiers.submission_id and {{ register_national_id('given') }} = tiers.agreement_id
        {%- if table.body %}
        left join {{ ref('int_collaboration_register__bodies') }} as bodies on given.{{ table.body }} = bodies.body_name
        {%- endif %}
        {%- if table.is_by_heading %}
        left join {{ ref('int_collaboration_register__function_lines') }} as lines
            on
                {{ register_national_id('given') }} = lines.agreement_id
                and {{ spelling_key('given.' ~ table.spelled) }} = lines.function_key
        {%- endif %}
        {%- if name == 'agreements' %}
        left join {{ ref('int_collaboration_register__bodies') }} as hosts on given.host_body = hosts.body_name
        {%- endif %}
        {%- if name == 'events' %}
        left join {{ ref('int_collaboration_register__identities') }} as successors
            on given.successor_agreement_id = successors.given_agreement_id
        {%- endif %}
    ) as conformed
{%- endmacro %}

{#- The agreement a row belongs to: the national one, or the one it names where no register in force lists that. -#}
{% macro register_national_id(rows) -%}
    coalesce(identities.agreement_id, {{ rows }}.agreement_id)
{%- endmacro %}

{#- A code that a report leaves as not stated is taken for the one that the others state, where they all state one and
    the report itself states none beside it: the same amount would be counted twice otherwise. -#}
{% macro register_stated(column, told_by) -%}
    {%- set stated = 'nullif(conformed.' ~ column ~ ", 'not_stated')" -%}
    {%- set key = 'conformed.agreement_id, conformed.' ~ told_by | join(', conformed.') -%}
    case
            when {{ stated }} is not null then conformed.{{ column }}
            when
                max({{ stated }}) over (partition by conformed._submission_id, {{ key }}) is null
                and min({{ stated }}) over (partition by {{ key }}) = max({{ stated }}) over (partition by {{ key }})
                then min({{ stated }}) over (partition by {{ key }})
            else 'not_stated'
        end
{%- endmacro %}

{#- The same rows, numbered within register and key: rows that one register repeats stay apart, so that the key test of
    the mart reports them, and its second row is compared with the second row of another. -#}
{% macro register_numbered(name) -%}
    {%- set table = register_table(name) -%}
    {%- set key = ['agreement_id'] + table.key -%}
    select
        numbered.*,
        row_number() over (
            partition by {{ key | join(', ') }}, repeat_number
            order by standing asc nulls last
        ) as place
    from (
        select
            reported.*,
            row_number() over (
                partition by _submission_id, {{ key | join(', ') }}
                order by {{ (table.order ~ ' asc nulls last, ') if table.order else '' }}_row asc nulls last
            ) as repeat_number
        from ({{ register_case_keys() if name == 'business_cases' else register_reported(name) }}) as reported
    ) as numbered
{%- endmacro %}

{#- Reporters key their cases as they like: cases of one agreement, party, function and budget year are one case, where
    no register has two of them. -#}
{% macro register_case_keys() -%}
    {%- set about = 'agreement_id, party_id, function_key, budget_year' -%}
    select
        counted.*,
        case
            when max(counted.own_cases) over (partition by {{ about }}) = 1
                then
                    first_value(counted.case_id) over (
                        partition by {{ about }}
                        order by counted.standing asc nulls last
                    )
            else counted.case_id
        end as case_key
    from (
        select
            cases.*,
            count(*) over (partition by cases._submission_id, {{ about }}) as own_cases
        from ({{ register_reported('business_cases') }}) as cases
    ) as counted
{%- endmacro %}

{#- One row a key: every field by precedence; what is cited is the first report that has the row. -#}
{% macro register_settled(name) -%}
    {%- set table = register_table(name) -%}
    {%- set fields = table.compared + table.carried + ([table.spelled] if table.spelled else []) -%}
    {%- set codes = table.get('codes', []) -%}
    select
        agreement_id,
        {%- for column in table.key %}
        {{ column }},
        {%- endfor %}
        repeat_number,
        {%- for column in fields %}
        {%- if column in codes %}
        coalesce(
            min_by({{ column }}, standing) filter (where {{ column }} <> 'not_stated'), max({{ column }})
        ) as {{ column }},
        {%- else %}
        min_by({{ column }}, standing) filter (where {{ column }} is not null) as {{ column }},
        {%- endif %}
        {%- endfor %}
        {%- for column in ['source_document', 'source_place', 'note'] %}
        max(case when place = 1 then {{ column }} end) as {{ column }},
        {%- endfor %}
        min_by(_submission_id, standing) as submission_id,
        count(distinct _submission_id) as report_count
    from {{ ref('int_collaboration_register__reported_' ~ name) }} as numbered
    group by agreement_id, {{ (table.key + ['repeat_number']) | join(', ') }}
{%- endmacro %}

{#- Key of a row in words, as `name=value` pairs. -#}
{% macro register_row_key(key, alias) -%}
    {%- if key | length == 0 -%}
    'the agreement'
    {%- else -%}
    {%- for column in key -%}
    {{ " || '; " if not loop.first else "'" }}{{ column | replace('_key', '') }}=' || coalesce(cast({{ alias }}.{{ column }} as {{ type_text() }}), '')
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
