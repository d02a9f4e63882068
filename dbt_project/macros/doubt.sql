{#- What findings and explanations are compared by, and how far a figure is from what was expected of it. -#}

{#- A natural key with capital letters and spaces folded, as `folded_key` of orchestration/validation/findings.py. -#}
{% macro folded_key(text) -%}
    lower(trim({{ register_replace_all(
        register_replace_all(register_replace_all(text, ' *= *', '='), ' *; *', ';'), ' +', ' '
    ) }}))
{%- endmacro %}

{#- A number that a finding shows, without the commas and signs that people read it by; null where it is none. -#}
{% macro number_shown(text) -%}
    {{ try_double("replace(replace(" ~ text ~ ", ',', ''), '£', '')") }}
{%- endmacro %}

{#- Whether a number is so many times the upper of two bounds, or so small a part of the lower. Nought is in every unit,
    so that it is never beyond a bound and nothing is beyond a bound of zero. -#}
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

{#- Of findings against the year before in years that follow one another, the first, the third and so on: the second is
    against a year that is held. `findings` is a query with a row per series, heading and year. -#}
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
