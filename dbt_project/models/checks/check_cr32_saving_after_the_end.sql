with rule as (
    {{ active_rule('CR32') | indent(4) }}
),

after_the_end as (
    select distinct
        savings.agreement_id,
        savings.party_id,
        savings.line_key,
        savings.kind,
        savings.recurrence,
        savings.financial_year,
        coalesce(own_ends.end_date, ends.end_date) as end_date
    from {{ ref('int_money__savings_by_year') }} as savings
    left join {{ ref('int_agreement_life__ends') }} as own_ends
        on savings.agreement_id = own_ends.agreement_id and savings.party_id = own_ends.party_id
    left join {{ ref('int_agreement_life__ends') }} as ends
        on savings.agreement_id = ends.agreement_id and ends.party_id = 'all-parties'
    where savings.year_basis = 'after_the_end'
)

{{ failing_row(
    'CR32',
    'collaboration_register__benefits',
    'reported._submission_id',
    "'agreement_id=' || reported.agreement_id || '; party_name=' || reported.party_id || '; financial_year=' || reported.financial_year",
    column_name="'financial_year'",
    row_number='reported._row',
    value_given='reported.financial_year',
    expected="coalesce('the end on ' || cast(after_the_end.end_date as " ~ type_text() ~ "), 'a year in which the party was in')",
) }}
from {{ ref('int_collaboration_register__reported_benefits') }} as reported
inner join after_the_end
    on
        reported.agreement_id = after_the_end.agreement_id
        and reported.party_id = after_the_end.party_id
        and reported.function_key = after_the_end.line_key
        and reported.kind_key = after_the_end.kind
        and reported.recurrence_key = after_the_end.recurrence
        and reported.financial_year = after_the_end.financial_year
cross join rule
