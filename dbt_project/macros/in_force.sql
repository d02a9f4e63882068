{#- The one door from raw to staging: rows of submissions that are accepted and not superseded. -#}
{% macro in_force(return_id) -%}
    _submission_id in (
        select submissions.submission_id
        from {{ source('ledger', 'submissions') }} as submissions
        where
            submissions.return_id = '{{ return_id }}'
            and submissions.status in ('accepted', 'accepted_with_queries')
    )
{%- endmacro %}
