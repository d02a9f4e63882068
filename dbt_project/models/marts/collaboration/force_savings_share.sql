-- The requirement is a yearly gap, so what a register holds against it is the yearly saving begun in the years of the
-- spending review, not the money saved since.
with requirements as (
    select
        given.force_id,
        given.financial_year,
        given.spending_review,
        given.savings_required_gbp,
        given.savings_by_collaboration_gbp,
        given.submission_id
    from {{ ref('force_savings_requirement') }} as given
),

registered as (
    select
        requirements.force_id,
        requirements.financial_year,
        sum(savings.new_forecast_off_budget_gbp) as forecast_gbp,
        sum(savings.new_off_budget_gbp) as delivered_gbp
    from requirements
    inner join {{ ref('spending_reviews') }} as reviews on requirements.spending_review = reviews.spending_review
    inner join {{ ref('savings') }} as savings
        on
            requirements.force_id = savings.force_id
            and savings.financial_year between reviews.first_year and reviews.last_year
    group by requirements.force_id, requirements.financial_year
),

by_basis as (
    select
        force_id,
        financial_year,
        submission_id,
        savings_required_gbp,
        'planned_in_return' as basis,
        savings_by_collaboration_gbp as saving_gbp
    from requirements
    union all
    select
        requirements.force_id,
        requirements.financial_year,
        requirements.submission_id,
        requirements.savings_required_gbp,
        'forecast_in_register' as basis,
        registered.forecast_gbp as saving_gbp
    from requirements
    left join registered
        on
            requirements.force_id = registered.force_id
            and requirements.financial_year = registered.financial_year
    union all
    select
        requirements.force_id,
        requirements.financial_year,
        requirements.submission_id,
        requirements.savings_required_gbp,
        'delivered_in_register' as basis,
        registered.delivered_gbp as saving_gbp
    from requirements
    left join registered
        on
            requirements.force_id = registered.force_id
            and requirements.financial_year = registered.financial_year
),

force_rows as (
    select
        forces.force_id,
        forces.force_name,
        forces.home_office_region,
        by_basis.financial_year,
        by_basis.basis,
        by_basis.saving_gbp,
        by_basis.savings_required_gbp,
        by_basis.submission_id,
        case
            when by_basis.saving_gbp is null or by_basis.savings_required_gbp is null then 'not_reported'
            when by_basis.savings_required_gbp = 0 then 'no_requirement'
        end as exclusion
    from by_basis
    inner join {{ ref('dim_force') }} as forces on by_basis.force_id = forces.force_id
),

areas as (
    select
        force_id as area_id,
        force_name as area_name,
        'force' as area_kind,
        *
    from force_rows
    union all
    select
        {{ register_slug('home_office_region') }} || '-region' as area_id,
        home_office_region as area_name,
        'region' as area_kind,
        *
    from force_rows
    union all
    select
        {{ register_slug(country_fact('country_name')) }} as area_id,
        {{ country_fact('country_name') }} as area_name,
        'nation' as area_kind,
        *
    from force_rows
),

worked_out as (
    select
        area_id,
        area_name,
        area_kind,
        max(case when area_kind = 'force' then force_id end) as force_id,
        financial_year as period,
        basis,
        sum(case when exclusion is null or area_kind = 'force' then saving_gbp end) as saving_gbp,
        sum(case when exclusion is null or area_kind = 'force' then savings_required_gbp end) as requirement_gbp,
        count(case when exclusion is null then 1 end) as forces_counted,
        count(exclusion) as forces_excluded,
        max(case when area_kind = 'force' then exclusion end) as exclusion,
        max(case when area_kind = 'force' then submission_id end) as submission_id
    from areas
    group by area_id, area_name, area_kind, financial_year, basis
),

regions as (
    select distinct home_office_region as region
    from {{ ref('dim_force') }}
),

-- Figures 9 and 14 of 2013 and the text beside them print shares only. Forces that their note leaves out are rows too.
printed_shares as (
    select
        case
            when bodies.force_id is not null then bodies.force_id
            when regions.region is not null then {{ register_slug('statistics.area') }} || '-region'
            else {{ register_slug('statistics.area') }}
        end as area_id,
        statistics.area as area_name,
        case
            when bodies.force_id is not null then 'force'
            when regions.region is not null then 'region'
            when statistics.area = {{ country_fact('country_name') }} then 'nation'
            else 'forces_together'
        end as area_kind,
        bodies.force_id,
        statistics.period,
        cast(statistics.value as {{ type_double() }}) as share_pct,
        cast(null as {{ type_text() }}) as exclusion,
        statistics.note as explanation,
        statistics.source_document,
        statistics.submission_id
    from {{ ref('published_statistics') }} as statistics
    left join {{ ref('dim_force') }} as bodies on statistics.area = bodies.force_name
    left join regions on statistics.area = regions.region
    where statistics.statistic_id = 'planned_collaboration_savings_share'
),

printed as (
    select * from printed_shares
    union all
    select
        exclusions.force_id as area_id,
        forces.force_name as area_name,
        'force' as area_kind,
        exclusions.force_id,
        exclusions.period,
        cast(null as {{ type_double() }}) as share_pct,
        exclusions.exclusion,
        exclusions.explanation,
        exclusions.source_document,
        cast(null as {{ type_text() }}) as submission_id
    from {{ ref('savings_share_exclusions') }} as exclusions
    inner join {{ ref('dim_force') }} as forces on exclusions.force_id = forces.force_id
    -- Exclusions are part of a printed figure, and stand only beside it.
    where exclusions.source_document in (select printed_shares.source_document from printed_shares)
)

select
    area_id,
    area_name,
    area_kind,
    force_id,
    period,
    basis,
    cast(saving_gbp as {{ type_money() }}) as saving_by_collaboration_gbp,
    cast(requirement_gbp as {{ type_money() }}) as savings_requirement_gbp,
    100 * cast(saving_gbp as {{ type_double() }}) / nullif(cast(requirement_gbp as {{ type_double() }}), 0)
        as share_pct,
    cast(forces_counted as integer) as forces_counted,
    cast(forces_excluded as integer) as forces_excluded,
    exclusion,
    cast(null as {{ type_text() }}) as exclusions,
    case when forces_counted = 0 and coalesce(exclusion, '') <> 'no_requirement' then 'not_reported' else 'reported' end
        as reported_state,
    cast(null as {{ type_text() }}) as source_document,
    submission_id
from worked_out
union all
select
    area_id,
    area_name,
    area_kind,
    force_id,
    period,
    'as_printed' as basis,
    cast(null as {{ type_money() }}) as saving_by_collaboration_gbp,
    cast(null as {{ type_money() }}) as savings_requirement_gbp,
    share_pct,
    cast(null as integer) as forces_counted,
    cast(null as integer) as forces_excluded,
    exclusion,
    explanation as exclusions,
    case when share_pct is null then 'not_reported' else 'reported' end as reported_state,
    source_document,
    submission_id
from printed
