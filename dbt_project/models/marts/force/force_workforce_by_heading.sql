with by_heading as (
    select
        force_id,
        financial_year,
        heading_id,
        worker_type,
        basis,
        people,
        reported_state,
        submission_id,
        is_illustrative
    from {{ ref('int_workforce_returns__all_headings') }}
    union all
    select
        force_id,
        financial_year,
        heading_id,
        worker_type,
        basis,
        people,
        reported_state,
        submission_id,
        false as is_illustrative
    from {{ ref('int_national_tables__workforce') }}
)

select
    by_heading.force_id,
    by_heading.financial_year,
    financial_years.workforce_as_at as as_at,
    by_heading.heading_id,
    by_heading.worker_type,
    by_heading.basis,
    cast(by_heading.people as {{ type_double() }}) as people,
    by_heading.reported_state,
    by_heading.submission_id,
    by_heading.is_illustrative
from by_heading
inner join {{ ref('financial_years') }} as financial_years
    on by_heading.financial_year = financial_years.financial_year
