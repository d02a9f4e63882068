{#- What findings and explanations are compared by, and how far a figure is from what was expected of it. -#}

{% macro folded_key(text) -%}
    lower(trim({{ register_replace_all(
        register_replace_all(register_replace_all(text, ' *= *', '='), ' *; *', ';'), ' +', ' '
    ) }}))
{%- endmacro %}

{% macro number_shown(text) -%}
    {{ try_double("replace(replace(" ~ text ~ ", ',', ''), " ~ country_fact('currency_sign') ~ ", '')") }}
{%- endmacro %}

{% macro is_beyond_factor(number, lower, upper, factor) -%}
    coalesce(
        {{ number }} <> 0
        and (
            ({{ upper }} <> 0 and abs({{ number }}) >= {{ factor }} * abs({{ upper }}))
            or ({{ lower }} <> 0 and abs({{ number }}) * {{ factor }} <= abs({{ lower }}))
        ),
        false
    )
{%- endmacro %}

{% macro every_other_year(findings) -%}
    select
        return_id,
        force_id,
        financial_year,
        start_year,
        basis,
        heading_id,
        rule_id
    from (
        select
            *,
            row_number() over (
                partition by return_id, force_id, basis, heading_id, run order by start_year asc nulls last
            ) as place
        from (
            select
                *,
                start_year - row_number() over (
                    partition by return_id, force_id, basis, heading_id order by start_year asc nulls last
                ) as run
            from ({{ findings }}) as given
        ) as in_runs
    ) as placed
    where place % 2 = 1
{%- endmacro %}
