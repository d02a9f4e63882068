{% macro partner_reasons() -%}
    {{ group_reason() }}
    || {{ group_collaboration() }}
    || {{ group_cost() }}
{%- endmacro %}

{% macro group_reason() -%}
    case kind
        when 'existing_agreement_partners'
            then
                force_name || ' shares live agreements with ' || {{ counted('members', 'force') }} || ', the most with '
                || strongest_partner_name || ' (' || cast(agreements_with_strongest as {{ type_text() }}) || ').'
        when 'same_heading_agreement'
            then
                case
                    when members = 1 then '1 force already works with others on '
                    else {{ counted('members', 'force') }} || ' already work together on '
                end || heading_name || ' in '
                || coalesce(agreement_title, agreement_ids) || ' (' || agreement_ids || '). ' || why_near
        when 'region'
            then
                {{ counted('members', 'other force') }} || ' of the region ' || home_office_region || '.'
        when 'organised_crime_unit'
            then {{ counted('members', 'other force') }} || ' of the regional organised crime unit ' || rocu || '.'
        when 'shared_systems'
            then
                force_name || ' shares ' || {{ counted('agreements', 'live agreement') }} || ' on ICT with '
                || {{ counted('members', 'force') }} || ', the most with ' || strongest_partner_name || ' ('
                || cast(agreements_with_strongest as {{ type_text() }}) || ').'
        when 'peers'
            then {{ counted('members', 'force') }} || ' listed as a peer of ' || force_name || ' in the official set.'
        else
            'The unit ' || unit_id || ' of ' || {{ counted('members', 'force') }} || ' has capabilities that ' || rocu
            || ' lacks: ' || capabilities || '.'
    end
{%- endmacro %}

{% macro group_collaboration() -%}
    case
        when kind = 'same_heading_agreement' then ''
        else
            ' ' || cast(members_collaborating as {{ type_text() }}) || ' of them '
            || case when members_collaborating = 1 then 'has' else 'have' end || ' a live agreement on '
            || heading_name || '.'
    end
{%- endmacro %}

{% macro group_cost() -%}
    case
        when difference is null then ' Cost per head cannot be compared.'
        else
            ' In ' || financial_year || ' ' || cast(members_costing_less as {{ type_text() }}) || ' of '
            || {{ counted('members_with_cost', 'force') }} || ' spent less per head on ' || heading_name || ' than '
            || force_name || '; their mean was ' || {{ pence_in_words('members_nre_per_head') }} || ', that of '
            || force_name || ' ' || {{ pence_in_words('own_nre_per_head') }} || ', which is '
            || {{ format_pounds('abs(cost_gap_gbp)') }} || ' per year '
            || case when cost_gap_gbp >= 0 then 'more' else 'less' end || ' for its population.'
    end
{%- endmacro %}
