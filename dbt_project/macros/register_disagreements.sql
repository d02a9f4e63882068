{#- Fields of a table in which a report that was set aside differs from the value that stands. Dates are compared as far
    as both are printed, texts without regard to capital letters and spaces; what a report does not give differs never. -#}
{% macro register_disagreements(name) -%}
    {%- set table = register_table(name) -%}
    select
        agreement_id,
        '{{ name }}' as table_name,
        row_key,
        column_name,
        value_kept,
        value_given as value_set_aside,
        submission_id_kept,
        _submission_id as submission_id_set_aside,
        case tier_kept
            when 1 then 'the register of the lead stands first'
            when 2 then 'the register of the host stands before others'
            else 'the latest register stands'
        end as precedence_rule
    from (
        select
            given.*,
            first_value(given.value_given) over field_of_row as value_kept,
            first_value(given._submission_id) over field_of_row as submission_id_kept,
            first_value(given.tier) over field_of_row as tier_kept
        from (
            select
                numbered.agreement_id,
                numbered._submission_id,
                numbered.tier,
                numbered.standing,
                fields.column_name,
                {{ register_row_key(table.key, 'numbered') }}
                || case when numbered.repeat_number > 1 then '; number=' || numbered.repeat_number else '' end as row_key,
                case fields.column_name
                    {%- for column in table.compared %}
                    when '{{ column }}' then {{ register_value_text(table, column) }}
                    {%- endfor %}
                end as value_given
            from {{ ref('int_collaboration_register__reported_' ~ name) }} as numbered
            cross join (
                {%- for column in table.compared %}
                select '{{ column }}' as column_name
                {{- ' union all' if not loop.last }}
                {%- endfor %}
            ) as fields
        ) as given
        where given.value_given is not null
        window field_of_row as (
            partition by given.agreement_id, given.row_key, given.column_name
            order by given.standing asc nulls last
        )
    ) as compared
    where
        {{ spelling_key('value_given') }} <> {{ spelling_key('value_kept') }}
        {%- set dates = [] %}
        {%- for column in table.compared if column ~ '_precision' in table.carried -%}
        {%- do dates.append("'" ~ column ~ "'") -%}
        {%- endfor %}
        {%- if dates %}
        and not (
            column_name in ({{ dates | join(', ') }})
            and substr(value_given, 1, length(value_kept)) = substr(value_kept, 1, length(value_given))
        )
        {%- endif %}
{%- endmacro %}

{#- A value as text: a date as far as it was printed, a code that says nothing as null. -#}
{% macro register_value_text(table, column) -%}
    {%- if column ~ '_precision' in table.carried -%}
    substr(
                        cast(numbered.{{ column }} as {{ type_text() }}),
                        1,
                        case numbered.{{ column }}_precision when 'year' then 4 when 'month' then 7 else 10 end
                    )
    {%- elif column in table.get('codes', []) -%}
    nullif(numbered.{{ column }}, 'not_stated')
    {%- else -%}
    cast(numbered.{{ column }} as {{ type_text() }})
    {%- endif -%}
{%- endmacro %}
