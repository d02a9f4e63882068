-- What a Board may weigh. The sentence is built from the columns of its row and from nothing else.
with spread as (
    select * from {{ ref('int_support__spread') }}
),

collaboration as (
    select * from {{ ref('int_support__collaboration') }}
),

organised_crime as (
    select * from {{ ref('int_support__organised_crime') }}
),

levels as (
    select * from {{ ref('int_support__levels_at_year_ends') }}
),

something_said as (
    select
        heading_id,
        financial_year
    from spread
    union
    select
        heading_id,
        financial_year
    from collaboration
    where forces_collaborating > 0
    union
    select
        heading_id,
        financial_year
    from organised_crime
),

-- A decision is shown in every year for which anything at all is known.
heading_years as (
    select
        heading_id,
        financial_year
    from something_said
    union
    select
        levels.heading_id,
        levels.financial_year
    from levels
    where levels.financial_year in (select something_said.financial_year from something_said)
),

latest as (
    select max(financial_year) as financial_year from heading_years
),

gathered as (
    select
        heading_years.heading_id,
        heading_years.financial_year,
        headings.heading_name,
        headings.level as heading_level,
        coalesce(spread.forces_reporting, 0) as forces_reporting,
        coalesce(spread.forces_expected, collaboration.forces_expected) as forces_expected,
        spread.average_value as average_nre_per_head,
        spread.is_comparable,
        spread.comparability_reason,
        spread.max_to_min_ratio,
        spread.coefficient_of_variation,
        spread.compared_with_year,
        spread.average_value_before as average_nre_per_head_before,
        spread.max_to_min_ratio_before,
        spread.coefficient_of_variation_before,
        spread.spread_change_pct,
        case
            when spread.spread_change_pct > {{ variation_setting('steady_spread_pct') }} then 'widening'
            when spread.spread_change_pct < -{{ variation_setting('steady_spread_pct') }} then 'narrowing'
            when spread.spread_change_pct is not null then 'steady'
        end as spread_trend,
        spread.years_widening,
        spread.opportunity_gbp,
        spread.opportunity_gbp_real,
        spread.price_base_year,
        collaboration.forces_collaborating,
        collaboration.collaborating_pct,
        collaboration.collaborating_forces_with_cost,
        collaboration.nre_per_head_collaborating,
        collaboration.other_forces_with_cost,
        collaboration.nre_per_head_others,
        collaboration.nre_per_head_collaborating - collaboration.nre_per_head_others as collaboration_difference,
        spread.outliers,
        spread.outliers_explained,
        spread.outliers - spread.outliers_explained as outliers_unexplained,
        organised_crime.forces_reporting as organised_crime_forces_reporting,
        organised_crime.full_response_pct,
        organised_crime.functionality_pct,
        organised_crime.regions_reporting as organised_crime_regions_reporting,
        organised_crime.regions_below_nation,
        experience.lessons,
        experience.barriers,
        case
            when heading_years.financial_year = latest.financial_year then experience.explanations_owed
        end as explanations_owed,
        levels.level_of_support,
        levels.level_name,
        levels.decided_on,
        levels.decision_id,
        levels.decided_heading_id,
        levels.reason as decision_reason,
        levels.years_without_progress,
        levels_now.level_of_support as level_of_support_now,
        coalesce(spread.is_illustrative, false)
        or coalesce(collaboration.is_illustrative, false)
        or coalesce(organised_crime.is_illustrative, false)
        or coalesce(levels.is_illustrative, false)
        or coalesce(levels_now.is_illustrative, false) as is_illustrative
    from heading_years
    cross join latest
    inner join {{ ref('dim_poa_heading') }} as headings
        on heading_years.heading_id = headings.heading_id
    inner join {{ ref('int_support__lessons_and_barriers') }} as experience
        on heading_years.heading_id = experience.heading_id
    left join spread
        on
            heading_years.heading_id = spread.heading_id
            and heading_years.financial_year = spread.financial_year
    left join collaboration
        on
            heading_years.heading_id = collaboration.heading_id
            and heading_years.financial_year = collaboration.financial_year
    left join organised_crime
        on
            heading_years.heading_id = organised_crime.heading_id
            and heading_years.financial_year = organised_crime.financial_year
    left join levels
        on
            heading_years.heading_id = levels.heading_id
            and heading_years.financial_year = levels.financial_year
    left join {{ ref('int_support__levels_now') }} as levels_now
        on heading_years.heading_id = levels_now.heading_id
)

select
    heading_id,
    financial_year,
    heading_name,
    heading_level,
    cast(forces_reporting as integer) as forces_reporting,
    cast(forces_expected as integer) as forces_expected,
    average_nre_per_head,
    is_comparable,
    comparability_reason,
    max_to_min_ratio,
    coefficient_of_variation,
    compared_with_year,
    average_nre_per_head_before,
    max_to_min_ratio_before,
    coefficient_of_variation_before,
    spread_change_pct,
    spread_trend,
    cast(years_widening as integer) as years_widening,
    cast(opportunity_gbp as {{ type_money() }}) as opportunity_gbp,
    cast(opportunity_gbp_real as {{ type_money() }}) as opportunity_gbp_real,
    price_base_year,
    cast(forces_collaborating as integer) as forces_collaborating,
    collaborating_pct,
    cast(collaborating_forces_with_cost as integer) as collaborating_forces_with_cost,
    nre_per_head_collaborating,
    cast(other_forces_with_cost as integer) as other_forces_with_cost,
    nre_per_head_others,
    collaboration_difference,
    collaboration_difference < 0 as collaboration_costs_less,
    case
        when collaboration_difference is not null
            then
                'The difference does not show that working together is the cause: forces that collaborate may differ'
                || ' from the others in size, need or remit, and those that cost less may be the ones that chose to.'
    end as collaboration_caveat,
    cast(outliers as integer) as outliers,
    cast(outliers_explained as integer) as outliers_explained,
    cast(outliers_unexplained as integer) as outliers_unexplained,
    cast(organised_crime_forces_reporting as integer) as organised_crime_forces_reporting,
    full_response_pct,
    functionality_pct,
    cast(organised_crime_regions_reporting as integer) as organised_crime_regions_reporting,
    cast(regions_below_nation as integer) as regions_below_nation,
    cast(lessons as integer) as lessons,
    cast(barriers as integer) as barriers,
    cast(explanations_owed as integer) as explanations_owed,
    level_of_support,
    level_name,
    decided_on,
    decision_id,
    decided_heading_id,
    decision_reason,
    cast(years_without_progress as integer) as years_without_progress,
    level_of_support_now,
    is_illustrative,
    {{ evidence_in_words() }} as evidence
from gathered
