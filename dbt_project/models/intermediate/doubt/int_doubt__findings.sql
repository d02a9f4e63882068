{%- set amounts_expected = "replace(findings.expected, " ~ country_fact('currency_sign') ~ ", '')" -%}
{{ config(materialized='table') }}
-- The catalogue says of each rule whether a finding holds figures back, and from which factor on. A finding that is
-- waived or explained is answered. An explanation is of the value that was seen when it was given: a version with
-- another value is not explained by it.
with rules as (
    select
        rule_id,
        holds_figures,
        nullif(compared_with, '') as compared_with,
        cast(nullif(holds_from_factor, '') as {{ type_double() }}) as factor
    from {{ ref('rules') }}
    where nullif(holds_figures, '') is not null
),

first_seen as (
    select
        identity,
        value_given,
        min(found_at) as seen_at
    from {{ source('ledger', 'findings') }}
    group by identity, value_given
),

standing as (
    select
        findings.finding_id,
        findings.rule_id,
        findings.submission_id,
        coalesce(findings.state = 'waived', false) as is_waived,
        submissions.return_id,
        submissions.force_id,
        submissions.financial_year,
        submissions.basis,
        rules.holds_figures,
        rules.compared_with,
        rules.factor,
        {{ folded_key('coalesce(findings.natural_key, findings.cell)') }} as own_key,
        {{ name_key("regexp_extract(findings.natural_key, 'heading_name=([^;]*)', 1)") }} as heading_key,
        {{ number_shown('findings.value_given') }} as number_given,
        {{ number_shown("regexp_extract(" ~ amounts_expected ~ ", '^([-0-9.,]+)', 1)") }} as lowest_expected,
        {{ number_shown("nullif(regexp_extract(" ~ amounts_expected ~ ", ' to ([-0-9.,]+)', 1), '')") }}
            as highest_expected,
        coalesce(first_seen.seen_at, findings.found_at) as seen_at
    from {{ source('ledger', 'findings') }} as findings
    inner join rules
        on findings.rule_id = rules.rule_id
    inner join {{ ref('int_force_returns__submissions') }} as submissions
        on findings.submission_id = submissions.submission_id
    left join first_seen
        on
            findings.identity = first_seen.identity
            and coalesce(findings.value_given, '-') = coalesce(first_seen.value_given, '-')
    where coalesce(findings.state, 'new') not in ('fixed', 'superseded')
),

explained as (
    select distinct standing.finding_id
    from standing
    inner join {{ source('ledger', 'decisions') }} as decisions
        on
            decisions.kind = 'explanation'
            and standing.rule_id = decisions.rule_id
            and standing.return_id = decisions.return_id
            and standing.force_id = decisions.force_id
            and standing.financial_year = coalesce(decisions.financial_year, standing.financial_year)
            and coalesce(standing.basis, '-') = coalesce(decisions.variant, standing.basis, '-')
            and standing.seen_at <= decisions.decided_at
            and (
                decisions.natural_key is null
                or {{ folded_key('decisions.natural_key') }}
                in (standing.own_key, {{ register_replace_all('standing.own_key', '[^=;]*=', '') }})
            )
),

doubtful as (
    select
        standing.*,
        standing.is_waived or explained.finding_id is not null as is_answered,
        headings.heading_id
    from standing
    left join explained
        on standing.finding_id = explained.finding_id
    left join {{ ref('int_force_returns__headings') }} as headings
        on standing.heading_key = headings.heading_key
    where
        standing.factor is null
        or {{ is_beyond_factor(
            'standing.number_given', 'standing.lowest_expected',
            'coalesce(standing.highest_expected, standing.lowest_expected)', 'standing.factor'
        ) }}
),

-- The few figures of these returns are parts of one another: a doubtful one holds the file.
whole_files as (
    select
        *,
        'every-heading' as held_heading_id
    from doubtful
    where holds_figures = 'file' or return_id in ('savings_requirement', 'organised_crime')
),

single_headings as (
    select
        doubtful.*,
        headings.heading_id as held_heading_id
    from doubtful
    inner join {{ ref('poa_headings') }} as headings
        on
            doubtful.heading_id = headings.heading_id
            or (doubtful.holds_figures = 'branch' and doubtful.heading_id = headings.parent_heading_id)
    where doubtful.holds_figures <> 'file' and doubtful.return_id in ('expenditure', 'workforce')
),

placed as (
    select * from whole_files
    union all
    select * from single_headings
)

select
    placed.rule_id,
    placed.compared_with,
    placed.submission_id,
    placed.return_id,
    placed.force_id,
    placed.financial_year,
    financial_years.start_year,
    placed.basis,
    placed.held_heading_id as heading_id,
    placed.is_answered,
    count(*) as findings
from placed
inner join {{ ref('financial_years') }} as financial_years
    on placed.financial_year = financial_years.financial_year
group by
    placed.rule_id,
    placed.compared_with,
    placed.submission_id,
    placed.return_id,
    placed.force_id,
    placed.financial_year,
    financial_years.start_year,
    placed.basis,
    placed.held_heading_id,
    placed.is_answered
