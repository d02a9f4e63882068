-- A quantity over itself is a heading's share of all functions; over another it is a share within the same heading.
with quantities as (
    select
        force_id,
        financial_year,
        heading_id,
        line as quantity,
        basis,
        cast(amount_gbp as {{ type_measured() }}) as amount,
        reported_state,
        mapped_from_heading_id,
        submission_id
    from {{ ref('int_measures__expenditure') }}
    union all
    select
        force_id,
        financial_year,
        heading_id,
        workforce_group as quantity,
        cast(null as {{ type_text() }}) as basis,
        fte as amount,
        reported_state,
        mapped_from_heading_id,
        submission_id
    from {{ ref('int_measures__heading_workforce') }}
    where basis = 'fte'
)

select
    measures.measure_id,
    parts.heading_id,
    parts.financial_year,
    parts.force_id,
    parts.amount as numerator,
    wholes.amount as denominator,
    cast(null as integer) as population_mid_year,
    {{ state_of_quotient('parts.reported_state', "coalesce(wholes.reported_state, 'not_reported')") }}
        as reported_state,
    parts.mapped_from_heading_id,
    parts.submission_id
from {{ ref('measures') }} as measures
inner join quantities as parts
    on
        measures.numerator_group = parts.quantity
        and coalesce(measures.basis, '-') = coalesce(parts.basis, '-')
left join {{ ref('poa_headings') }} as headings
    on parts.heading_id = headings.heading_id
left join quantities as wholes
    on
        measures.denominator_group = wholes.quantity
        and coalesce(measures.basis, '-') = coalesce(wholes.basis, '-')
        and parts.force_id = wholes.force_id
        and parts.financial_year = wholes.financial_year
        and wholes.heading_id = case
            when measures.denominator_group = measures.numerator_group then 'all-functions'
            else parts.heading_id
        end
where
    measures.family = 'function_share'
    and coalesce(headings.level, 2) <= measures.deepest_level
    -- All functions are 100% of all functions: there is nothing to compare.
    and (parts.heading_id <> 'all-functions' or measures.denominator_group <> measures.numerator_group)
