-- An event belongs to the financial year of the first day of the period printed, as everywhere in the warehouse.
with agreements as (
    select
        agreement_id,
        programme,
        as_at
    from {{ ref('agreements') }}
),

known_to as (
    select
        programme,
        max(as_at) as as_at
    from agreements
    group by programme
),

happened as (
    select
        agreements.programme,
        {{ start_year_of('ordered.event_date') }} as start_year,
        ordered.event,
        ordered.event_date_precision
    from {{ ref('int_agreement_life__events') }} as ordered
    inner join agreements on ordered.agreement_id = agreements.agreement_id
    where ordered.event_date is not null
),

events_by_year as (
    select
        programme,
        start_year,
        count(case when event in ('outline_business_case', 'full_business_case') then 1 end) as cases,
        count(case when event = 'approved' then 1 end) as approvals,
        count(case when event = 'commenced' then 1 end) as commenced,
        count(case when event in ('ended', 'superseded') then 1 end) as ended,
        count(case when event in ('not_progressed', 'not_implemented') then 1 end) as not_progressed,
        count(case when event_date_precision = 'year' then 1 end) as dated_to_the_year
    from happened
    group by programme, start_year
),

begun as (
    select
        agreements.programme,
        min({{ start_year_of('stages.from_date') }}) as start_year
    from {{ ref('agreement_stages') }} as stages
    inner join agreements on stages.agreement_id = agreements.agreement_id
    group by agreements.programme
),

years as (
    select
        programme,
        start_year
    from events_by_year
    union
    select
        begun.programme,
        financial_years.start_year
    from begun
    inner join known_to on begun.programme = known_to.programme
    inner join {{ ref('financial_years') }} as financial_years
        on
            begun.start_year <= financial_years.start_year
            and known_to.as_at >= financial_years.starts_on
),

live as (
    select
        years.programme,
        years.start_year,
        count(*) as live_at_year_end
    from years
    inner join agreements on years.programme = agreements.programme
    inner join {{ ref('agreement_stages') }} as stages
        on
            agreements.agreement_id = stages.agreement_id
            and stages.is_live
            and {{ is_valid_on('stages.from_date', 'stages.to_date', year_end_of('years.start_year')) }}
    group by years.programme, years.start_year
)

select
    years.programme,
    {{ financial_year_from('years.start_year') }} as financial_year,
    cast(coalesce(events_by_year.cases, 0) as integer) as cases,
    cast(coalesce(events_by_year.approvals, 0) as integer) as approvals,
    cast(coalesce(events_by_year.commenced, 0) as integer) as commenced,
    cast(coalesce(events_by_year.ended, 0) as integer) as ended,
    cast(coalesce(events_by_year.not_progressed, 0) as integer) as not_progressed,
    cast(coalesce(events_by_year.dated_to_the_year, 0) as integer) as dated_to_the_year,
    -- Nobody has reported yet on a year that ends after the last register.
    cast(
        case when {{ year_end_of('years.start_year') }} <= known_to.as_at then coalesce(live.live_at_year_end, 0) end
        as integer
    ) as live_at_year_end
from years
inner join known_to on years.programme = known_to.programme
left join events_by_year
    on
        years.programme = events_by_year.programme
        and years.start_year = events_by_year.start_year
left join live
    on
        years.programme = live.programme
        and years.start_year = live.start_year
