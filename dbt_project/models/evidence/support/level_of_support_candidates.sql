-- Each rule is asked of the latest year in which the nation has what it looks at. A rule on any of the columns is one
-- row of the seed and no SQL.
with evidence as (
    select * from {{ ref('level_of_support_evidence') }}
),

observed as (
    {% for column in columns_for_rules() -%}
        select
            heading_id,
            financial_year,
            '{{ column }}' as looks_at,
            cast({{ column }} as {{ type_double() }}) as observed_value
        from evidence
        where {{ column }} is not null
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

latest as (
    select
        looks_at,
        max(financial_year) as financial_year
    from observed
    group by looks_at
),

asked as (
    select
        evidence.heading_id,
        evidence.financial_year,
        evidence.heading_name,
        evidence.is_illustrative,
        evidence.level_of_support_now as level_in_force,
        rules.rule_id,
        rules.rule_name,
        rules.quantity,
        rules.looks_at,
        observed.observed_value,
        rules.comparison,
        rules.threshold,
        rules.unit,
        rules.only_where,
        rules.suggested_level,
        rules.reason,
        rules.source
    from {{ ref('level_of_support_rules') }} as rules
    inner join latest
        on rules.looks_at = latest.looks_at
    inner join observed
        on
            latest.looks_at = observed.looks_at
            and latest.financial_year = observed.financial_year
    inner join evidence
        on
            observed.heading_id = evidence.heading_id
            and observed.financial_year = evidence.financial_year
    where
        rules.is_used
        and (
            (rules.comparison = 'at_least' and observed.observed_value >= rules.threshold)
            or (rules.comparison = 'below' and observed.observed_value < rules.threshold)
        )
        and (
            rules.only_where is null
            or (rules.only_where = 'collaboration_costs_less' and evidence.collaboration_costs_less)
        )
        and rules.suggested_level > coalesce(evidence.level_of_support_now, 0)
)

select
    asked.heading_id,
    asked.financial_year,
    asked.rule_id,
    asked.rule_name,
    asked.looks_at,
    asked.observed_value,
    asked.comparison,
    asked.threshold,
    asked.unit,
    asked.only_where,
    asked.suggested_level,
    suggested.level_name as suggested_level_name,
    asked.level_in_force,
    asked.reason,
    asked.source,
    asked.is_illustrative,
    asked.heading_name || ', ' || asked.financial_year || '. ' || asked.quantity || ': '
    || {{ format_with_unit('asked.observed_value', 'asked.unit') }} || '; the rule asks for '
    || case asked.comparison when 'at_least' then 'at least ' else 'less than ' end
    || {{ format_with_unit('asked.threshold', 'asked.unit') }}
    || case
        when asked.only_where = 'collaboration_costs_less'
            then ', if forces that collaborate spend less per head than the others'
        else ''
    end
    || '. It points to level ' || cast(asked.suggested_level as {{ type_text() }})
    || ' (' || suggested.level_name || '); '
    || case
        when asked.level_in_force is null then 'no level is in effect'
        else
            'level ' || cast(asked.level_in_force as {{ type_text() }})
            || ' (' || standing.level_name || ') is in effect'
    end
    || '. The rule is an example: the board decides, and this does not.' as sentence
from asked
inner join {{ ref('levels_of_support') }} as suggested
    on asked.suggested_level = suggested.level_of_support
left join {{ ref('levels_of_support') }} as standing
    on asked.level_in_force = standing.level_of_support
