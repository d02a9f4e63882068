{#- An amount may be given for all parties together by one register and party by party by another. One basis stands, so
    that it is counted once: the parties' amounts where every force that is a party has one, otherwise the total. Where a
    register gives both itself, they are two amounts and both stand. -#}

{% macro register_group(name) -%}
    {{ return(register_table(name).key | reject('equalto', 'party_id') | list) }}
{%- endmacro %}

{#- Amounts given on both bases: one row per agreement, group and measure, with the basis that stands. -#}
{% macro register_bases(name) -%}
    {%- set group = register_group(name) -%}
    {%- for measure in register_table(name).measures %}
    select
        '{{ name }}' as table_name,
        amounts.agreement_id,
        amounts.group_key,
        '{{ measure }}' as column_name,
        case
            when max(total) is null or max(parties_with_amount) >= max(party_count) then 'parties'
            else 'total'
        end as basis,
        max(total) as total,
        sum(amount) as sum_of_parties,
        max(total_submission_id) as total_submission_id,
        min(submission_id) as parties_submission_id
    from (
        select
            settled.agreement_id,
            {{ register_row_key(group, 'settled') }} as group_key,
            settled.submission_id,
            counts.party_count,
            cast(case when settled.party_id <> 'all-parties' then settled.{{ measure }} end as decimal(18, 4)) as amount,
            max(case when settled.party_id = 'all-parties' then cast(settled.{{ measure }} as decimal(18, 4)) end)
                over (partition by settled.agreement_id, {{ register_row_key(group, 'settled') }}) as total,
            max(case when settled.party_id = 'all-parties' then settled.submission_id end)
                over (partition by settled.agreement_id, {{ register_row_key(group, 'settled') }})
                as total_submission_id,
            settled.party_id,
            count(case when settled.{{ measure }} is not null then counts.party_id end)
                over (partition by settled.agreement_id, {{ register_row_key(group, 'settled') }})
                as parties_with_amount
        from ({{ register_settled(name) }}) as settled
        left join (
            select
                agreement_id,
                party_id,
                count(*) over (partition by agreement_id) as party_count
            from {{ ref('int_collaboration_register__parties') }}
            where party_type = 'force' and role in ('lead', 'host', 'partner') and left_date is null
        ) as counts
            on settled.agreement_id = counts.agreement_id and settled.party_id = counts.party_id
        where settled.repeat_number = 1
    ) as amounts
    inner join ({{ register_given_bases(name) }}) as given
        on amounts.agreement_id = given.agreement_id and amounts.group_key = given.group_key
    where amounts.party_id <> 'all-parties'
    group by amounts.agreement_id, amounts.group_key
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Groups that are given on both bases, and by no register on both. -#}
{% macro register_given_bases(name) -%}
    select
        agreement_id,
        group_key
    from (
        select
            reported.agreement_id,
            {{ register_row_key(register_group(name), 'reported') }} as group_key,
            reported._submission_id,
            max(case when reported.party_id = 'all-parties' then 1 else 0 end) as has_total,
            max(case when reported.party_id <> 'all-parties' then 1 else 0 end) as has_parties
        from {{ ref('int_collaboration_register__reported_' ~ name) }} as reported
        group by 1, 2, 3
    ) as by_register
    group by agreement_id, group_key
    having max(has_total) = 1 and max(has_parties) = 1 and max(has_total + has_parties) = 1
{%- endmacro %}

{#- Settled rows with each measure on the basis that stands; a row of which nothing is left is left out. -#}
{% macro register_on_one_basis(name) -%}
    {%- set table = register_table(name) -%}
    {%- set fields = (table.compared + table.carried + ([table.spelled] if table.spelled else []))
        | reject('in', table.measures) | list -%}
    select *
    from (
        select
            settled.agreement_id,
            {%- for column in table.key + fields %}
            settled.{{ column }},
            {%- endfor %}
            settled.source_document,
            settled.source_place,
            settled.note,
            settled.submission_id,
            settled.report_count
            {%- for measure in table.measures %},
            case when {{ register_stands(measure) }} then settled.{{ measure }} end as {{ measure }}
            {%- endfor %},
            {%- for measure in table.measures %}
            {{ '' if loop.first else 'or ' }}(settled.{{ measure }} is not null and not {{ register_stands(measure) }})
            {%- endfor %} as lost_an_amount
        from ({{ register_settled(name) }}) as settled
        {%- for measure in table.measures %}
        left join {{ ref('int_collaboration_register__bases') }} as {{ measure }}_basis
            on
                settled.agreement_id = {{ measure }}_basis.agreement_id
                and {{ register_row_key(register_group(name), 'settled') }} = {{ measure }}_basis.group_key
                and {{ measure }}_basis.table_name = '{{ name }}' and {{ measure }}_basis.column_name = '{{ measure }}'
        {%- endfor %}
    ) as on_one_basis
    where
        not lost_an_amount
        {%- for measure in table.measures %}
        or {{ measure }} is not null
        {%- endfor %}
{%- endmacro %}

{% macro register_stands(measure) -%}
    (
                {{ measure }}_basis.basis is null
                or ({{ measure }}_basis.basis = 'total') = (settled.party_id = 'all-parties')
            )
{%- endmacro %}

{#- Amounts that were set aside because the other basis stands. -#}
{% macro register_set_aside_bases(name) -%}
    {%- set table = register_table(name) -%}
    {%- for measure in table.measures %}
    select
        settled.agreement_id,
        '{{ name }}' as table_name,
        {{ register_row_key(table.key, 'settled') }} as row_key,
        '{{ measure }}' as column_name,
        cast(
            case when bases.basis = 'total' then bases.total else bases.sum_of_parties end as {{ type_text() }}
        ) as value_kept,
        cast(settled.{{ measure }} as {{ type_text() }}) as value_set_aside,
        case
            when bases.basis = 'total' then bases.total_submission_id else bases.parties_submission_id
        end as submission_id_kept,
        settled.submission_id as submission_id_set_aside,
        case
            when bases.basis = 'total' then 'the total stands where the amounts of the parties are not complete'
            else 'the amounts of the parties stand where they are complete'
        end as precedence_rule
    from ({{ register_settled(name) }}) as settled
    inner join {{ ref('int_collaboration_register__bases') }} as bases
        on
            settled.agreement_id = bases.agreement_id
            and {{ register_row_key(register_group(name), 'settled') }} = bases.group_key
    where
        bases.table_name = '{{ name }}'
        and bases.column_name = '{{ measure }}'
        and settled.{{ measure }} is not null
        and (bases.basis = 'total') <> (settled.party_id = 'all-parties')
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
