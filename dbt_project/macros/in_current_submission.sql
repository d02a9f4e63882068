{% macro in_current_submission(return_id) -%}
    _submission_id in (
        /* submissions of {{ return_id }} in the release */
        select submissions.submission_id
        from {{ source('ledger', 'submissions') }} as submissions
        where
            submissions.return_id = '{{ return_id }}'
            and {{ is_in_release('submissions') }}
        /* end of submissions */
    )
{%- endmacro %}

{% macro is_in_release(submissions, ledger=none) -%}
    {{ is_in_force(submissions) }}
    and (not {{ is_illustrative(submissions) }} or {{ includes_illustrative(ledger or source('ledger', 'submissions')) }})
{%- endmacro %}

{% macro is_in_force(submissions) -%}
    {{ submissions }}.status in ('accepted', 'accepted_with_queries')
{%- endmacro %}

{% macro is_illustrative(submissions) -%}
    coalesce({{ submissions }}.is_illustrative, false)
{%- endmacro %}

{% macro includes_illustrative(ledger) -%}
    {%- if env_var('ICM_WITH_ILLUSTRATIVE', '') == '1' -%}
        true
    {%- else -%}
        /* whether made-up data counts */
        (
            select count(*)
            from {{ ledger }} as real_submissions
            where {{ is_in_force('real_submissions') }} and not {{ is_illustrative('real_submissions') }}
        ) = 0
        /* end of whether */
    {%- endif -%}
{%- endmacro %}

{% macro is_stopped(cells, stopped) -%}
    {{ cells }}._submission_id = {{ stopped }}.submission_id
    and trim({{ cells }}.sheet) = {{ stopped }}.sheet
    and coalesce({{ stopped }}.force_name, trim({{ cells }}.force_name)) = trim({{ cells }}.force_name)
{%- endmacro %}
