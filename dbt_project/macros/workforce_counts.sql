-- Written by `make generate` from orchestration/returns/workforce.yml. Change that file.
{% macro workforce_counts() -%}
    {{ return([
        {'worker_type': 'police_officer', 'basis': 'fte'},
        {'worker_type': 'police_officer', 'basis': 'headcount'},
        {'worker_type': 'police_staff', 'basis': 'fte'},
        {'worker_type': 'police_staff', 'basis': 'headcount'},
        {'worker_type': 'pcso', 'basis': 'fte'},
        {'worker_type': 'pcso', 'basis': 'headcount'},
        {'worker_type': 'designated_officer', 'basis': 'fte'},
        {'worker_type': 'designated_officer', 'basis': 'headcount'},
        {'worker_type': 'special_constable', 'basis': 'headcount'},
        {'worker_type': 'police_support_volunteer', 'basis': 'headcount'},
    ]) }}
{%- endmacro %}
