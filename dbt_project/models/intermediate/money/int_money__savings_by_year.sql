{{ config(materialized='table') }}

-- The one table of savings over time (docs/benefits-over-time.md): what each line saves in each year, forecast and
-- delivered apart. A recurrent amount goes on until another is named, the agreement ends or the party leaves.
with benefits as (
    select
        benefits.agreement_id,
        coalesce(agreements.programme, 'not stated') as programme,
        benefits.party_id,
        benefits.force_id,
        benefits.heading_id,
        benefits.line_key,
        benefits.function_name,
        benefits.kind,
        benefits.recurrence,
        benefits.amount_is,
        benefits.forecast_gbp,
        benefits.delivered_gbp,
        {{ start_of_financial_year('benefits.financial_year') }} as start_year,
        {{ is_money_off_a_budget('benefits.kind', 'benefits.reinvested_in') }} as is_off_budget,
        registers.as_at
    from {{ ref('int_collaboration_register__one_basis_benefits') }} as benefits
    -- A benefit of an agreement nobody listed keeps its line; the relationship test of savings reports it.
    left join {{ ref('int_collaboration_register__settled_agreements') }} as agreements
        on benefits.agreement_id = agreements.agreement_id
    left join {{ ref('int_collaboration_register__registers') }} as registers
        on benefits.submission_id = registers.submission_id
),

-- A forecast is what was "promised for the year"; what was delivered was "taken out of the budget in the year". That is
-- how the headings of the register describe them, and how an amount is read where the row does not say.
amounts as (
    select
        *,
        'forecast' as measure,
        forecast_gbp as amount_gbp,
        coalesce(amount_is, 'in_year') as amount_is_read_as
    from benefits
    where forecast_gbp is not null
    union all
    select
        *,
        'delivered' as measure,
        delivered_gbp as amount_gbp,
        coalesce(amount_is, 'new_from_year') as amount_is_read_as
    from benefits
    where delivered_gbp is not null
),

-- An amount in the year begins a new level of its line; increments after it add to that level.
levels as (
    select
        *,
        sum(case when amount_is_read_as = 'in_year' then 1 else 0 end) over (
            partition by agreement_id, party_id, line_key, kind, recurrence, measure
            order by start_year asc nulls last
            rows between unbounded preceding and current row
        ) as level_number
    from amounts
),

steps as (
    select
        *,
        sum(amount_gbp) over level_so_far as level_gbp,
        sum(case when is_off_budget then amount_gbp else 0 end) over level_so_far as off_budget_level_gbp,
        lead(start_year) over (
            partition by agreement_id, party_id, line_key, kind, recurrence, measure
            order by start_year asc nulls last
        ) as next_start_year
    from levels
    window level_so_far as (
        partition by agreement_id, party_id, line_key, kind, recurrence, measure, level_number
        order by start_year asc nulls last
        rows between unbounded preceding and current row
    )
),

-- Delivery is carried on as far as the party has reported on its programme, or to the last full year before the date of
-- its register: nothing is claimed unseen.
programme_years as (
    select
        programme,
        party_id,
        min(start_year) as first_year,
        max(start_year) as last_year,
        max(case when delivered_gbp is not null then start_year end) as last_delivered_year,
        max(
            case
                when delivered_gbp is not null
                    then {{ start_year_of("cast(as_at + interval 1 day as date)") }} - 1
            end
        ) as last_known_year,
        max(case when forecast_gbp is not null then start_year end) as last_forecast_year
    from benefits
    group by programme, party_id
),

-- A forecast is carried on to the end of the appraisal of its case.
appraised_to as (
    select
        agreement_id,
        max(year_zero + appraisal_years - 1) as last_appraised_year
    from {{ ref('int_appraisal__cases') }}
    group by agreement_id
),

lines as (
    select
        agreement_id,
        programme,
        party_id,
        line_key,
        kind,
        recurrence,
        max(force_id) as force_id,
        max(heading_id) as heading_id,
        max(function_name) as function_name
    from benefits
    group by agreement_id, programme, party_id, line_key, kind, recurrence
),

measures as (
    select 'forecast' as measure
    union all
    select 'delivered' as measure
),

horizons as (
    select
        lines.*,
        measures.measure,
        programme_years.first_year,
        greatest(programme_years.last_year, programme_years.last_known_year) as last_shown_year,
        case measures.measure
            when 'delivered' then greatest(programme_years.last_delivered_year, programme_years.last_known_year)
            else greatest(programme_years.last_forecast_year, appraised_to.last_appraised_year)
        end as last_known_year
    from lines
    cross join measures
    inner join programme_years
        on lines.programme = programme_years.programme and lines.party_id = programme_years.party_id
    left join appraised_to on lines.agreement_id = appraised_to.agreement_id
),

line_years as (
    select
        horizons.*,
        horizons.first_year + numbers.n as start_year
    from horizons
    inner join {{ whole_numbers() | indent(4) }} as numbers
        on
            horizons.first_year + numbers.n
            <= greatest(horizons.last_shown_year, horizons.last_known_year)
),

members as (
    select distinct
        agreement_id,
        party_id
    from {{ ref('int_agreement_life__memberships') }}
),

party_years as (
    select distinct
        agreement_id,
        party_id,
        start_year
    from line_years
),

-- A year that is named counts if the party was in for part of it; a year to which a saving is carried, if to its end.
-- A first membership is open at its start: only the end of one, or a gap between two, stops a saving.
years_in as (
    select
        party_years.agreement_id,
        party_years.party_id,
        party_years.start_year,
        max(
            case
                when
                    memberships.to_date is null
                    or memberships.to_date >= {{ year_end_of('party_years.start_year') }}
                    then 1
                else 0
            end
        ) = 1 as is_to_its_end
    from party_years
    inner join {{ ref('int_agreement_life__memberships') }} as memberships
        on
            party_years.agreement_id = memberships.agreement_id
            and party_years.party_id = memberships.party_id
            and (
                memberships.membership_number = 1
                or memberships.from_date <= {{ year_end_of('party_years.start_year') }}
            )
            and (
                memberships.to_date is null
                or memberships.to_date > {{ year_end_of('party_years.start_year - 1') }}
            )
    group by party_years.agreement_id, party_years.party_id, party_years.start_year
),

judged as (
    select
        line_years.*,
        steps.amount_gbp as level_amount_gbp,
        steps.amount_is_read_as,
        steps.is_off_budget,
        steps.level_gbp,
        steps.off_budget_level_gbp,
        coalesce(steps.start_year = line_years.start_year, false) as is_named,
        line_years.start_year <= line_years.last_known_year as is_known,
        -- Stopped before the year began, and before it was out.
        coalesce(ends.end_date <= {{ year_end_of('line_years.start_year - 1') }}, false)
        or (members.party_id is not null and years_in.party_id is null) as is_over_before,
        coalesce(ends.end_date < {{ year_end_of('line_years.start_year') }}, false)
        or (members.party_id is not null and not coalesce(years_in.is_to_its_end, false)) as is_over_within
    from line_years
    left join steps
        on
            line_years.agreement_id = steps.agreement_id
            and line_years.party_id = steps.party_id
            and line_years.line_key = steps.line_key
            and line_years.kind = steps.kind
            and line_years.recurrence = steps.recurrence
            and line_years.measure = steps.measure
            and line_years.start_year >= steps.start_year
            and line_years.start_year < coalesce(steps.next_start_year, 9999)
    left join {{ ref('int_agreement_life__ends') }} as ends
        on line_years.agreement_id = ends.agreement_id and ends.party_id = 'all-parties'
    left join members
        on line_years.agreement_id = members.agreement_id and line_years.party_id = members.party_id
    left join years_in
        on
            line_years.agreement_id = years_in.agreement_id
            and line_years.party_id = years_in.party_id
            and line_years.start_year = years_in.start_year
),

counted as (
    select
        *,
        is_named and not is_over_before as is_counted_as_named,
        recurrence = 'recurrent'
        and level_gbp is not null
        and case when is_named then not is_over_before else not is_over_within end as is_running
    from judged
),

saved as (
    select
        *,
        case when is_running then level_gbp else 0 end as recurrent_gbp,
        case when is_running then off_budget_level_gbp else 0 end as recurrent_off_budget_gbp,
        case when recurrence <> 'recurrent' and is_counted_as_named then level_amount_gbp else 0 end as one_off_gbp,
        case when recurrence <> 'recurrent' and is_counted_as_named and is_off_budget then level_amount_gbp else 0 end
            as one_off_off_budget_gbp
    from counted
)

select
    agreement_id,
    programme,
    party_id,
    force_id,
    line_key,
    heading_id,
    function_name,
    kind,
    recurrence,
    measure,
    start_year,
    {{ financial_year_from('start_year') }} as financial_year,
    case when is_named then level_amount_gbp end as amount_gbp,
    case when is_named then amount_is_read_as end as amount_is,
    case
        when is_named and is_over_before then 'after_the_end'
        when is_named then 'named'
        when is_running then 'carried_on'
        when recurrence = 'recurrent' and level_gbp is not null then 'ended'
        else 'nothing_named'
    end as year_basis,
    start_year <= last_shown_year as is_shown,
    coalesce(is_known, false) as is_known,
    cast(recurrent_gbp as {{ type_money() }}) as recurrent_gbp,
    cast(recurrent_off_budget_gbp as {{ type_money() }}) as recurrent_off_budget_gbp,
    cast(one_off_gbp as {{ type_money() }}) as one_off_gbp,
    cast(one_off_off_budget_gbp as {{ type_money() }}) as one_off_off_budget_gbp,
    cast(recurrent_gbp - coalesce(lag(recurrent_gbp) over line, 0) + one_off_gbp as {{ type_money() }}) as new_gbp,
    cast(
        recurrent_off_budget_gbp - coalesce(lag(recurrent_off_budget_gbp) over line, 0) + one_off_off_budget_gbp
        as {{ type_money() }}
    ) as new_off_budget_gbp
from saved
window line as (
    partition by agreement_id, party_id, line_key, kind, recurrence, measure
    order by start_year asc nulls last
)
