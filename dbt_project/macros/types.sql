{#- Types whose name or width differs between engines, named for what they hold. -#}

{% macro type_double() -%}{{ adapter.dispatch('type_double', 'icm_warehouse')() }}{%- endmacro %}
{% macro default__type_double() -%}double{%- endmacro %}
{% macro postgres__type_double() -%}double precision{%- endmacro %}

{% macro type_text() -%}{{ adapter.dispatch('type_text', 'icm_warehouse')() }}{%- endmacro %}
{% macro default__type_text() -%}varchar{%- endmacro %}
{% macro spark__type_text() -%}string{%- endmacro %}

{% macro type_money() -%}decimal(18, 2){%- endmacro %}

{% macro type_measured() -%}decimal(38, 18){%- endmacro %}
