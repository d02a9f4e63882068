with counted as (
    select
        live.financial_year,
        live.style,
        live.scale,
        headings.heading_id,
        count(*) as agreements_live,
        count(case when live.is_confirmed then 1 end) as agreements_confirmed,
        count(case when live.has_conflict then 1 end) as agreements_in_conflict,
        count(case when headings.lies_within and amounts.value_gbp is not null then 1 end) as agreements_valued,
        count(case when not headings.lies_within then 1 end) as agreements_wider,
        sum(case when headings.lies_within then amounts.value_gbp end) as value_gbp,
        sum(case when headings.lies_within then amounts.from_parties_gbp end) as from_parties_gbp,
        sum(case when headings.lies_within then amounts.external_grant_gbp end) as external_grant_gbp
    from {{ ref('int_national_picture__live') }} as live
    inner join {{ ref('int_national_picture__agreement_headings') }} as headings
        on live.agreement_id = headings.agreement_id
    left join {{ ref('int_national_picture__values') }} as amounts
        on
            live.agreement_id = amounts.agreement_id
            and live.financial_year = amounts.financial_year
    group by live.financial_year, live.style, live.scale, headings.heading_id
)

select
    counted.financial_year,
    counted.style,
    counted.scale,
    counted.heading_id,
    headings.level,
    cast(counted.agreements_live as integer) as agreements_live,
    cast(counted.agreements_confirmed as integer) as agreements_confirmed,
    cast(counted.agreements_in_conflict as integer) as agreements_in_conflict,
    cast(counted.agreements_valued as integer) as agreements_valued,
    cast(counted.agreements_wider as integer) as agreements_wider,
    cast(counted.value_gbp as {{ type_money() }}) as value_gbp,
    cast(counted.from_parties_gbp as {{ type_money() }}) as from_parties_gbp,
    cast(counted.external_grant_gbp as {{ type_money() }}) as external_grant_gbp,
    cast(expenditure.gross_expenditure_gbp as {{ type_money() }}) as national_gross_expenditure_gbp,
    expenditure.basis as expenditure_basis,
    cast(expenditure.forces_reporting as integer) as forces_reporting_expenditure,
    cast(expenditure.forces_expected as integer) as forces_expected,
    100 * cast(counted.value_gbp as {{ type_double() }})
    / nullif(cast(expenditure.gross_expenditure_gbp as {{ type_double() }}), 0) as share_of_gross_expenditure_pct,
    case when counted.value_gbp is not null then 'reported' else 'not_reported' end as reported_state
from counted
inner join {{ ref('dim_poa_heading') }} as headings on counted.heading_id = headings.heading_id
left join {{ ref('int_national_picture__expenditure') }} as expenditure
    on
        counted.financial_year = expenditure.financial_year
        and counted.heading_id = expenditure.heading_id
