{#- How landed text becomes a value. Numbers are cast from the columns `<name>__value`, where intake has left digits
    only; what could not be read is null there, and the suite of the return has reported it before acceptance. -#}

{% macro try_number(column, data_type) -%}
    {{ adapter.dispatch('try_number', 'icm_warehouse')(column, data_type) }}
{%- endmacro %}

{% macro default__try_number(column, data_type) -%}
    try_cast({{ column }} as {{ data_type }})
{%- endmacro %}

{% macro try_integer(column) -%}{{ try_number(column, 'bigint') }}{%- endmacro %}
{% macro try_double(column) -%}{{ try_number(column, type_double()) }}{%- endmacro %}
{% macro try_decimal(column, precision, scale) -%}
    {{ try_number(column, 'decimal(' ~ precision ~ ', ' ~ scale ~ ')') }}
{%- endmacro %}
{% macro try_money(column) -%}{{ try_number(column, type_money()) }}{%- endmacro %}

{#- The same as `folded` of orchestration/returns/reference_lists.py: invisible characters are left out, dashes,
    strokes and quotation marks are plain ones, white space is one space, capital letters are small. -#}
{% macro name_key(column) -%}
    {{ return(adapter.dispatch('name_key', 'icm_warehouse')(column)) }}
{%- endmacro %}

{% macro default__name_key(column) -%}lower(trim({{ column }})){%- endmacro %}

{% macro duckdb__name_key(column) -%}
    lower(trim(regexp_replace(translate(regexp_replace(regexp_replace(
        nfc_normalize({{ column }}), '\p{Cf}', '', 'g'
    ), '\p{Pd}', '-', 'g'), '−‘’ʼ“”⁄∕', '-''''''""//'), '[\s\x0B\x1C-\x1F\x{85}\p{Z}]+', ' ', 'g')))
{%- endmacro %}

{#- Spark has no function that composes letters with their accents. Its texts take a backslash twice. -#}
{% macro spark__name_key(column) -%}
    lower(trim(regexp_replace(translate(regexp_replace(regexp_replace(
        {{ column }}, '\\p{Cf}', ''
    ), '\\p{Pd}', '-'), '−‘’ʼ“”⁄∕', '-\'\'\'""//'), '[\\s\\x0B\\x1C-\\x1F\\x85\\p{Z}]+', ' ')))
{%- endmacro %}

{% macro spelling_key(column) -%}{{ name_key(column) }}{%- endmacro %}

{#- The same as `placeholder_key` of orchestration/returns/placeholders.py: a name without signs. -#}
{% macro placeholder_key(column) -%}
    trim({{ register_replace_all(name_key(column), '[^\\p{L}\\p{N}]+', ' ') }})
{%- endmacro %}

{#- Whether a key is the placeholder of a row of the seed: all of it, or a word of it. -#}
{% macro is_placeholder_of(key, placeholders) -%}
    {{ key }} = {{ placeholders }}.placeholder_key
    or (
        {{ placeholders }}.matches = 'word'
        and concat(' ', {{ key }}, ' ') like concat('% ', {{ placeholders }}.placeholder_key, ' %')
    )
{%- endmacro %}

{#- A sum or mean that does not depend on the order of the rows; see type_measured. -#}
{% macro exact_sum(column) -%}
    cast(sum(cast({{ column }} as {{ type_measured() }})) as {{ type_double() }})
{%- endmacro %}

{% macro exact_mean(column) -%}
    {{ exact_sum(column) }} / nullif(count({{ column }}), 0)
{%- endmacro %}

{% macro sum_if_complete(column, data_type) -%}
    case when count({{ column }}) = count(*) then cast(sum({{ column }}) as {{ data_type }}) end
{%- endmacro %}
