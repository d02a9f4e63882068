{#- The one door from raw to staging: rows of submissions that are accepted, not superseded, and part of the release.
    A load knows the door by its comments (orchestration/warehouse/plan.py): a table is built again only if the
    submissions behind it are others than before. -#}
{% macro in_force(return_id) -%}
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

{#- Whether a line of the ledger is in force and counts. `submissions` is the alias of its table. -#}
{% macro is_in_release(submissions, ledger=none) -%}
    {{ is_in_force(submissions) }}
    and (not {{ is_illustrative(submissions) }} or {{ illustrative_counts(ledger or source('ledger', 'submissions')) }})
{%- endmacro %}

{% macro is_in_force(submissions) -%}
    {{ submissions }}.status in ('accepted', 'accepted_with_queries')
{%- endmacro %}

{% macro is_illustrative(submissions) -%}
    coalesce({{ submissions }}.is_illustrative, false)
{%- endmacro %}

{#- Made-up figures share no release with real ones unless the hub asks for it: ICM_WITH_ILLUSTRATIVE is 1, or nothing
    real is in force. A load puts `true` in place of what stands between the comments when it is asked for it. -#}
{% macro illustrative_counts(ledger) -%}
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

{#- Whether a cell of a national table is on a sheet, or of a force on it, that a finding has stopped. -#}
{% macro is_stopped(cells, stopped) -%}
    {{ cells }}._submission_id = {{ stopped }}.submission_id
    and trim({{ cells }}.sheet) = {{ stopped }}.sheet
    and coalesce({{ stopped }}.force_name, trim({{ cells }}.force_name)) = trim({{ cells }}.force_name)
{%- endmacro %}
