with pairs as (
    select
        one.financial_year,
        one.force_id,
        other.force_id as partner_id,
        one.agreement_id
    from {{ ref('int_national_picture__forces') }} as one
    inner join {{ ref('int_national_picture__forces') }} as other
        on
            one.financial_year = other.financial_year
            and one.agreement_id = other.agreement_id
            and one.force_id <> other.force_id
),

headings_in_common as (
    select
        pairs.financial_year,
        pairs.force_id,
        pairs.partner_id,
        count(distinct functions.heading_id) as headings
    from pairs
    inner join {{ ref('agreement_functions') }} as functions
        on pairs.agreement_id = functions.agreement_id
    group by pairs.financial_year, pairs.force_id, pairs.partner_id
),

counted as (
    select
        financial_year,
        force_id,
        partner_id,
        count(*) as agreements
    from pairs
    group by financial_year, force_id, partner_id
)

select
    counted.force_id,
    counted.partner_id,
    counted.financial_year,
    cast(counted.agreements as integer) as agreements_in_common,
    cast(coalesce(headings_in_common.headings, 0) as integer) as headings_in_common,
    min(counted.financial_year) over (partition by counted.force_id, counted.partner_id) as first_financial_year
from counted
left join headings_in_common
    on
        counted.financial_year = headings_in_common.financial_year
        and counted.force_id = headings_in_common.force_id
        and counted.partner_id = headings_in_common.partner_id
