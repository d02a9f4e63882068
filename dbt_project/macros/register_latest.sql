{#- Two registers may state the same fact (an agreement of five forces is in the register of its region and in a
    national one). The row of the later register stands, so that nothing is counted twice; rows repeated within one
    register keep the same rank, so that the key test of the mart reports them. -#}
{% macro register_rank(keys, register_alias='registers') -%}
    rank() over (partition by {{ keys | join(', ') }} order by {{ register_alias }}.precedence)
{%- endmacro %}
