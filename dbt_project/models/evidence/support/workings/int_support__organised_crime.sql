-- The figures of the measures themselves, so that what is left out of one statistic is left out of all of them.
with regions as (
    select * from {{ ref('organised_crime_by_group') }}
    where group_kind = 'home_office_region'
),

nation as (
    select
        financial_year,
        max(case when measure_id = 'organised_crime_full_response_pct' then national_forces_reporting end)
            as forces_reporting,
        max(case when measure_id = 'organised_crime_full_response_pct' then national_value end) as full_response_pct,
        max(case when measure_id = 'organised_crime_functionality_pct' then national_value end) as functionality_pct,
        count(case when measure_id = 'organised_crime_full_response_pct' then value end) as regions_reporting,
        count(
            case when measure_id = 'organised_crime_full_response_pct' and value < national_value then 1 end
        ) as regions_below_nation
    from regions
    group by financial_year
),

made_up as (
    select
        financial_year,
        max(case when is_illustrative then 1 else 0 end) = 1 as is_illustrative
    from {{ ref('int_measures__coverage') }}
    where measure_id = 'organised_crime_full_response_pct'
    group by financial_year
)

select
    headings.heading_id,
    nation.financial_year,
    nation.forces_reporting,
    nation.full_response_pct,
    nation.functionality_pct,
    nation.regions_reporting,
    nation.regions_below_nation,
    made_up.is_illustrative
from nation
inner join made_up
    on nation.financial_year = made_up.financial_year
cross join {{ ref('dim_poa_heading') }} as headings
where
    nation.full_response_pct is not null
    and headings.heading_id in {{ organised_crime_headings() }}
