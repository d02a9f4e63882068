{#- One setting of the seed variation_settings, as a scalar: a number, or the text of it for a sentence. -#}
{% macro variation_setting(setting_id, data_type=none) -%}
    (
        select cast(variation_settings.value as {{ data_type or type_double() }})
        from {{ ref('variation_settings') }} as variation_settings
        where variation_settings.setting_id = '{{ setting_id }}'
    )
{%- endmacro %}

{#- Linear interpolation between the two nearest values (type 7). -#}
{% macro quantile(share, column) -%}
    percentile_cont({{ share }}) within group (order by {{ column }})
{%- endmacro %}
