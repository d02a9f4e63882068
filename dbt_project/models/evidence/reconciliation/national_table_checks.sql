with compared as (
    select
        sums.*,
        forces.force_name,
        known.explanation,
        known.reviewed_on
    from {{ ref('int_reconciliation__adding_up') }} as sums
    inner join {{ ref('dim_force') }} as forces
        on sums.force_id = forces.force_id
    left join {{ ref('national_table_differences') }} as known
        on
            sums.is_different
            and sums.check_id = known.check_id
            and sums.financial_year = known.financial_year
            and sums.item = known.item
            and sums.force_id = coalesce(known.force_id, sums.force_id)
            and abs(sums.difference) <= known.up_to
),

checked as (
    select
        check_id,
        financial_year,
        item,
        unit,
        count(*) as forces_checked,
        count(case when not is_different then 1 end) as forces_that_agree,
        count(case when is_different and explanation is null then 1 end) as forces_unexplained,
        max(abs(difference)) as largest_difference,
        {{ joined_text('case when is_different then force_name end', ', ', 'force_name') }}
            as forces_that_differ,
        max(explanation) as explanation,
        max(reviewed_on) as reviewed_on
    from compared
    group by check_id, financial_year, item, unit
)

select
    checked.check_id,
    checked.financial_year,
    checked.item,
    sums.statement,
    checked.unit,
    cast(checked.forces_checked as integer) as forces_checked,
    cast(checked.forces_that_agree as integer) as forces_that_agree,
    cast(checked.largest_difference as {{ type_double() }}) as largest_difference,
    case
        when checked.forces_that_agree = checked.forces_checked then 'agrees'
        when checked.forces_unexplained = 0 then 'explained'
        else 'mismatch'
    end as status,
    checked.forces_that_differ,
    checked.explanation,
    checked.reviewed_on
from checked
inner join {{ ref('national_table_sums') }} as sums
    on checked.check_id = sums.check_id
