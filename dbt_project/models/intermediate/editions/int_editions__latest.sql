-- A publisher's edition supersedes the earlier ones in full. Should two be in force at once, the later is used. An
-- edition may come as the publisher's file or as a table of its figures: both are of one series.
with national_files as (
    select submissions.*
    from {{ source('ledger', 'submissions') }} as submissions
    where
        submissions.return_id in (
            'home_office_workforce', 'home_office_workforce_functions', 'ons_population', 'police_funding',
            'police_funding_by_year', 'value_for_money_poa'
        )
        and {{ is_in_release('submissions') }}
),

numbered as (
    select
        submission_id,
        return_id,
        form_id,
        financial_year,
        edition,
        row_number() over (
            partition by return_id, variant, financial_year
            order by edition desc nulls last, received_at desc nulls last, submission_id desc nulls last
        ) as place
    from national_files
)

select
    submission_id,
    return_id,
    form_id,
    financial_year,
    edition
from numbered
where place = 1
