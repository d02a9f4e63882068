-- First the row of the evidence that the rule looked at, then the rows which that row is made from.
with candidates as (
    select
        candidates.*,
        years.start_year
    from {{ ref('level_of_support_candidates') }} as candidates
    inner join {{ ref('financial_years') }} as years
        on candidates.financial_year = years.financial_year
),

evidence as (
    select * from {{ ref('level_of_support_evidence') }}
),

costs as (
    select * from {{ ref('int_support__costs') }}
),

average_method as (
    select average_method
    from {{ ref('dim_average_method') }}
    where is_default
),

evidence_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        1 as rows_of,
        'variation.level_of_support_evidence' as table_name,
        {{ row_key({'heading_id': 'candidates.heading_id', 'financial_year': 'candidates.financial_year'}) }}
            as row_key,
        candidates.looks_at as column_name,
        candidates.observed_value as trigger_value
    from candidates
),

summary_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        2 as rows_of,
        'variation.national_summary' as table_name,
        {{ row_key({
            'measure_id': 'spread.measure_id', 'heading_id': 'candidates.heading_id',
            'financial_year': 'spread.financial_year', 'average_method': 'average_method.average_method'
        }) }} as row_key,
        case
            when candidates.looks_at in ('years_widening', 'spread_change_pct') then 'coefficient_of_variation'
            else candidates.looks_at
        end as column_name,
        case candidates.looks_at
            when 'max_to_min_ratio' then spread.max_to_min_ratio
            when 'opportunity_gbp' then cast(spread.opportunity_gbp as {{ type_double() }})
            when 'opportunity_gbp_real' then cast(spread.opportunity_gbp_real as {{ type_double() }})
            else spread.coefficient_of_variation
        end as trigger_value
    from candidates
    cross join average_method
    inner join evidence
        on
            candidates.heading_id = evidence.heading_id
            and candidates.financial_year = evidence.financial_year
    inner join {{ ref('int_support__spread') }} as spread
        on candidates.heading_id = spread.heading_id
    where
        (
            spread.financial_year = candidates.financial_year
            and candidates.looks_at in (
                'max_to_min_ratio', 'coefficient_of_variation', 'spread_change_pct', 'years_widening',
                'opportunity_gbp', 'opportunity_gbp_real'
            )
        )
        or (candidates.looks_at = 'spread_change_pct' and spread.financial_year = evidence.compared_with_year)
        or (
            candidates.looks_at = 'years_widening'
            and spread.start_year >= candidates.start_year - candidates.observed_value
            and spread.start_year < candidates.start_year
        )
),

force_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        3 as rows_of,
        'variation.force_position' as table_name,
        {{ row_key({
            'measure_id': 'costs.measure_id', 'heading_id': 'costs.heading_id', 'financial_year': 'costs.financial_year',
            'force_id': 'costs.force_id', 'average_method': 'costs.average_method'
        }) }} as row_key,
        case candidates.looks_at
            when 'opportunity_gbp' then 'gap_gbp'
            when 'outliers_unexplained' then 'difference'
            else 'value'
        end as column_name,
        case candidates.looks_at
            when 'opportunity_gbp' then cast(costs.gap_gbp as {{ type_double() }})
            when 'outliers_unexplained' then costs.difference
            else costs.value
        end as trigger_value
    from candidates
    inner join {{ ref('int_support__spread') }} as spread
        on
            candidates.heading_id = spread.heading_id
            and candidates.financial_year = spread.financial_year
    inner join costs
        on
            candidates.heading_id = costs.heading_id
            and candidates.financial_year = costs.financial_year
    where
        costs.is_in_average
        and (
            (
                candidates.looks_at = 'max_to_min_ratio'
                and (costs.value = spread.minimum or costs.value = spread.maximum)
            )
            or candidates.looks_at = 'coefficient_of_variation'
            or (candidates.looks_at = 'opportunity_gbp' and costs.gap_gbp > 0)
            or (candidates.looks_at = 'outliers_unexplained' and costs.is_outlier and costs.force_context is null)
        )
),

organised_crime_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        4 as rows_of,
        'marts.organised_crime_response' as table_name,
        {{ row_key({'force_id': 'responses.force_id', 'financial_year': 'responses.financial_year'}) }} as row_key,
        'full_response_pct' as column_name,
        responses.full_response_pct as trigger_value
    from candidates
    inner join {{ ref('organised_crime_response') }} as responses
        on candidates.financial_year = responses.financial_year
    inner join {{ ref('int_measures__values') }} as counted
        on
            counted.measure_id = 'organised_crime_full_response_pct'
            and counted.is_counted
            and responses.financial_year = counted.financial_year
            and responses.force_id = counted.force_id
    where candidates.looks_at in ('full_response_pct', 'regions_below_nation')
),

sides as (
    select 'nre_per_head_collaborating' as column_name
    union all
    select 'nre_per_head_others' as column_name
),

collaboration_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        5 as rows_of,
        'variation.level_of_support_evidence' as table_name,
        {{ row_key({'heading_id': 'candidates.heading_id', 'financial_year': 'candidates.financial_year'}) }}
            as row_key,
        sides.column_name,
        case sides.column_name
            when 'nre_per_head_collaborating' then evidence.nre_per_head_collaborating
            else evidence.nre_per_head_others
        end as trigger_value
    from candidates
    inner join evidence
        on
            candidates.heading_id = evidence.heading_id
            and candidates.financial_year = evidence.financial_year
    cross join sides
    where candidates.only_where = 'collaboration_costs_less'
),

decision_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        6 as rows_of,
        'marts.level_of_support_decisions' as table_name,
        {{ row_key({'decision_id': 'levels.decision_id'}) }} as row_key,
        'level_of_support' as column_name,
        cast(levels.level_of_support as {{ type_double() }}) as trigger_value
    from candidates
    inner join {{ ref('int_support__levels_at_year_ends') }} as levels
        on
            candidates.heading_id = levels.heading_id
            and candidates.financial_year = levels.financial_year
    where candidates.looks_at = 'years_without_progress'
),

coverage_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        7 as rows_of,
        'variation.level_of_support_evidence' as table_name,
        {{ row_key({'heading_id': 'evidence.heading_id', 'financial_year': 'evidence.financial_year'}) }} as row_key,
        'forces_collaborating' as column_name,
        cast(evidence.forces_collaborating as {{ type_double() }}) as trigger_value
    from candidates
    inner join {{ ref('int_support__levels_at_year_ends') }} as levels
        on
            candidates.heading_id = levels.heading_id
            and candidates.financial_year = levels.financial_year
    inner join evidence
        on
            candidates.heading_id = evidence.heading_id
            and evidence.financial_year in (candidates.financial_year, levels.decided_in_year)
    where candidates.looks_at = 'years_without_progress'
),

owed_rows as (
    select
        candidates.heading_id,
        candidates.financial_year,
        candidates.rule_id,
        8 as rows_of,
        'marts.explanations_owed' as table_name,
        {{ row_key({'force_id': 'owed.force_id', 'heading_id': 'owed.heading_id'}) }} as row_key,
        'forces_collaborating' as column_name,
        cast(owed.forces_collaborating as {{ type_double() }}) as trigger_value
    from candidates
    inner join {{ ref('dim_poa_heading') }} as headings
        on candidates.heading_id in (headings.heading_id, headings.parent_heading_id)
    inner join {{ ref('explanations_owed') }} as owed
        on headings.heading_id = owed.heading_id
    where candidates.looks_at = 'explanations_owed'
),

{% set parts = [
    'evidence_rows', 'summary_rows', 'force_rows', 'organised_crime_rows', 'collaboration_rows', 'decision_rows',
    'coverage_rows', 'owed_rows'
] -%}
rows_of_all as (
    {% for part in parts -%}
        select * from {{ part }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    rows_of_all.heading_id,
    rows_of_all.financial_year,
    rows_of_all.rule_id,
    cast(
        row_number() over (
            partition by rows_of_all.heading_id, rows_of_all.financial_year, rows_of_all.rule_id
            order by
                rows_of_all.rows_of asc nulls last,
                rows_of_all.row_key asc nulls last,
                rows_of_all.column_name asc nulls last
        ) as integer
    ) as place,
    rows_of_all.table_name,
    rows_of_all.row_key,
    rows_of_all.column_name,
    rows_of_all.trigger_value as value,
    candidates.is_illustrative
from rows_of_all
inner join candidates
    on
        rows_of_all.heading_id = candidates.heading_id
        and rows_of_all.financial_year = candidates.financial_year
        and rows_of_all.rule_id = candidates.rule_id
