-- Outturn where any force has returned it for the year, else estimates, and never both. A national figure is given only
-- where every force in being reported: part of the nation would pass for the whole. A figure that an open finding holds
-- is as good as none.
with forces_in_being as (
    {{ forces_at_year_end() | indent(4) }}
),

bases as (
    select
        financial_year,
        max(basis) as basis
    from {{ ref('functions_by_poa_heading') }}
    where gross_expenditure_gbp is not null
    group by financial_year
),

reported as (
    select
        functions.financial_year,
        functions.heading_id,
        count(distinct functions.force_id) as forces_reporting,
        cast(sum(functions.gross_expenditure_gbp) as {{ type_money() }}) as gross_expenditure_gbp
    from {{ ref('functions_by_poa_heading') }} as functions
    inner join bases
        on functions.financial_year = bases.financial_year and functions.basis = bases.basis
    left join {{ ref('int_doubt__held') }} as held
        on
            held.return_id = 'expenditure'
            and functions.force_id = held.force_id
            and functions.financial_year = held.financial_year
            and functions.basis = held.basis
            and held.heading_id in ('every-heading', functions.heading_id)
    where
        held.rule_id is null
        and (functions.gross_expenditure_gbp is not null or functions.reported_state = 'not_provided')
    group by functions.financial_year, functions.heading_id
)

select
    forces_in_being.financial_year,
    reported.heading_id,
    bases.basis,
    reported.forces_reporting,
    forces_in_being.forces_expected,
    case
        when reported.forces_reporting >= forces_in_being.forces_expected then reported.gross_expenditure_gbp
    end as gross_expenditure_gbp
from forces_in_being
inner join reported on forces_in_being.financial_year = reported.financial_year
inner join bases on forces_in_being.financial_year = bases.financial_year
