with headings as (
    select * from {{ ref('dim_poa_heading') }}
    where level = 2 and heading_system = 'poa'
),

forces_in_being as (
    {{ forces_at_year_end() | indent(4) }}
),

agreement_counts as (
    select
        live.financial_year,
        filed.heading_id,
        count(*) as live_agreements,
        count(case when live.is_confirmed then 1 end) as agreements_confirmed
    from {{ ref('int_national_picture__live') }} as live
    inner join {{ ref('int_national_picture__agreement_headings') }} as filed
        on live.agreement_id = filed.agreement_id
    group by live.financial_year, filed.heading_id
),

force_counts as (
    select
        forces.financial_year,
        filed.heading_id,
        count(distinct forces.force_id) as forces_collaborating
    from {{ ref('int_national_picture__forces') }} as forces
    inner join {{ ref('int_national_picture__agreement_headings') }} as filed
        on forces.agreement_id = filed.agreement_id
    group by forces.financial_year, filed.heading_id
)

select
    headings.heading_id,
    forces_in_being.financial_year,
    headings.heading_name,
    headings.parent_heading_id,
    cast(coalesce(force_counts.forces_collaborating, 0) as integer) as forces_collaborating,
    cast(forces_in_being.forces_expected as integer) as forces_expected,
    100 * cast(coalesce(force_counts.forces_collaborating, 0) as {{ type_double() }})
    / nullif(forces_in_being.forces_expected, 0) as collaborating_pct,
    cast(coalesce(agreement_counts.live_agreements, 0) as integer) as live_agreements,
    cast(coalesce(agreement_counts.agreements_confirmed, 0) as integer) as agreements_confirmed
from headings
cross join forces_in_being
left join agreement_counts
    on
        headings.heading_id = agreement_counts.heading_id
        and forces_in_being.financial_year = agreement_counts.financial_year
left join force_counts
    on
        headings.heading_id = force_counts.heading_id
        and forces_in_being.financial_year = force_counts.financial_year
