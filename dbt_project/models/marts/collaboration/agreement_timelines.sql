with milestones as (
    select
        agreement_id,
        max(case when milestone = 'idea' then event_date end) as idea_date,
        max(case when milestone = 'idea' then event_date_precision end) as idea_date_precision,
        max(case when milestone = 'scoping' then event_date end) as scoping_date,
        max(case when milestone = 'scoping' then event_date_precision end) as scoping_date_precision,
        max(case when milestone = 'outline_business_case' then event_date end) as outline_case_date,
        max(case when milestone = 'outline_business_case' then event_date_precision end) as outline_case_date_precision,
        max(case when milestone = 'full_business_case' then event_date end) as full_case_date,
        max(case when milestone = 'full_business_case' then event_date_precision end) as full_case_date_precision,
        max(case when milestone = 'approved' then event_date end) as approved_date,
        max(case when milestone = 'approved' then event_date_precision end) as approved_date_precision,
        max(case when milestone = 'commenced' then event_date end) as commenced_date,
        max(case when milestone = 'commenced' then event_date_precision end) as commenced_date_precision,
        max(case when milestone = 'notice_given' then event_date end) as notice_date,
        max(case when milestone = 'notice_given' then event_date_precision end) as notice_date_precision,
        max(case when milestone = 'ended' then event_date end) as ended_date,
        max(case when milestone = 'ended' then event_date_precision end) as ended_date_precision
    from {{ ref('int_agreement_life__milestones') }}
    group by agreement_id
)

select
    agreements.agreement_id,
    agreements.programme,
    agreements.stage,
    milestones.idea_date,
    milestones.idea_date_precision,
    milestones.scoping_date,
    milestones.scoping_date_precision,
    milestones.outline_case_date,
    milestones.outline_case_date_precision,
    milestones.full_case_date,
    milestones.full_case_date_precision,
    milestones.approved_date,
    milestones.approved_date_precision,
    milestones.commenced_date,
    milestones.commenced_date_precision,
    milestones.notice_date,
    milestones.notice_date_precision,
    milestones.ended_date,
    milestones.ended_date_precision,
    case
        when
            {{ is_dated_to_month('milestones.full_case_date_precision') }}
            and {{ is_dated_to_month('milestones.commenced_date_precision') }}
            and milestones.full_case_date <= milestones.commenced_date
            then {{ days_between('milestones.full_case_date', 'milestones.commenced_date') }}
    end as days_case_to_live,
    case
        when
            {{ is_dated_to_month('milestones.approved_date_precision') }}
            and {{ is_dated_to_month('milestones.commenced_date_precision') }}
            and milestones.approved_date <= milestones.commenced_date
            then {{ days_between('milestones.approved_date', 'milestones.commenced_date') }}
    end as days_approval_to_live,
    case
        when not {{ is_dated_to_month('milestones.commenced_date_precision') }} then null
        when agreements.is_live and agreements.as_at >= milestones.commenced_date
            then {{ months_between_days('milestones.commenced_date', 'agreements.as_at') }}
        when
            not agreements.is_live
            and {{ is_dated_to_month('milestones.ended_date_precision') }}
            and milestones.ended_date >= milestones.commenced_date
            then {{ months_between_days('milestones.commenced_date', 'milestones.ended_date') }}
    end as months_live,
    agreements.as_at,
    agreements.submission_id
from {{ ref('agreements') }} as agreements
left join milestones on agreements.agreement_id = milestones.agreement_id
