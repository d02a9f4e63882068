-- What each register gives, next to the value that is kept: that of the first report.
with compared as (
    select
        reported.*,
        first_value(reported.value_given) over value_of_row as value_kept,
        first_value(reported._submission_id) over value_of_row as submission_id_kept,
        first_value(reported.tier) over value_of_row as tier_kept
    from {{ ref('int_collaboration_register__values_reported') }} as reported
    where reported.value_given is not null
    window
        value_of_row as (
            partition by reported.agreement_id, reported.table_name, reported.row_key, reported.column_name
            order by reported.standing asc nulls last
        )
),

-- Dates are compared as far as both are given, texts without regard to capital letters and spaces.
disagreements as (
    select
        agreement_id,
        table_name,
        row_key,
        column_name,
        value_kept,
        value_given as value_set_aside,
        submission_id_kept,
        _submission_id as submission_id_set_aside,
        case tier_kept
            when 1 then 'the register of the lead stands first'
            when 2 then 'the register of the host stands before others'
            else 'the latest register stands'
        end as precedence_rule
    from compared
    where
        {{ spelling_key('value_given') }} <> {{ spelling_key('value_kept') }}
        and not (
            is_date
            and substr(value_given, 1, length(value_kept)) = substr(value_kept, 1, length(value_given))
        )
),

-- Amounts that were set aside because the other basis is kept.
bases as (
    select
        amounts.agreement_id,
        amounts.table_name,
        amounts.row_key,
        amounts.column_name,
        cast(
            case when bases.basis = 'total' then bases.total else bases.sum_of_parties end as {{ type_text() }}
        ) as value_kept,
        amounts.amount_text as value_set_aside,
        case
            when bases.basis = 'total' then bases.total_submission_id else bases.parties_submission_id
        end as submission_id_kept,
        amounts.submission_id as submission_id_set_aside,
        case
            when bases.basis = 'total' then 'the total stands where the amounts of the parties are not complete'
            else 'the amounts of the parties stand where they are complete'
        end as precedence_rule
    from {{ ref('int_collaboration_register__amounts_settled') }} as amounts
    inner join {{ ref('int_collaboration_register__bases') }} as bases
        on
            amounts.table_name = bases.table_name
            and amounts.agreement_id = bases.agreement_id
            and amounts.group_key = bases.group_key
            and amounts.column_name = bases.column_name
    where
        amounts.amount is not null
        and (bases.basis = 'total') <> (amounts.party_id = 'all-parties')
),

-- Two lines that may be one: neither is set aside, and both are listed once.
lookalikes as (
    select distinct
        agreement_id,
        table_name,
        row_key,
        'the row' as column_name,
        {{ format_number('amount') }} as value_kept,
        {{ format_number('other_amount') }} || ' (' || other_row_key || ')' as value_set_aside,
        _submission_id as submission_id_kept,
        other_submission_id as submission_id_set_aside,
        'both are counted until the registers say whether they are one' as precedence_rule
    from {{ ref('int_collaboration_register__lookalikes') }}
    where standing < other_standing
),

found as (
    select * from disagreements
    union all
    select * from bases
    union all
    select * from lookalikes
)

select
    found.agreement_id,
    found.table_name,
    found.row_key,
    found.column_name,
    found.value_kept,
    found.value_set_aside,
    found.submission_id_kept,
    found.submission_id_set_aside,
    found.precedence_rule
from found
-- What concerns an agreement that no register lists is a finding of its register, and no disagreement.
inner join {{ ref('agreements') }} as agreements on found.agreement_id = agreements.agreement_id
