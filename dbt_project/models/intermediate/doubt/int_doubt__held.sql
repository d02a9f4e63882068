{{ config(materialized='table') }}
-- A finding that comes from a comparison holds nothing where the other side of it is held itself: the return of the
-- year after one in thousands is not in doubt for being a thousand times it. Nor does it where the whole file was found
-- to differ from the year before and that is answered: who answers for the unit of a file answers for its rows.
with doubtful as (
    select * from {{ ref('int_doubt__findings') }}
),

findings as (
    select doubtful.*
    from doubtful
    left join doubtful as answered
        on
            answered.is_answered
            and answered.heading_id = 'every-heading'
            and answered.compared_with = 'year before'
            and doubtful.compared_with is not null
            and doubtful.heading_id <> 'every-heading'
            and doubtful.submission_id = answered.submission_id
    where not doubtful.is_answered and answered.rule_id is null
),

-- What a file shows by itself, and pay against a workforce of which the file as a whole is not in doubt.
of_the_year as (
    select findings.*
    from findings
    left join doubtful as others
        on
            findings.compared_with = others.return_id
            and findings.force_id = others.force_id
            and findings.financial_year = others.financial_year
            and others.heading_id = 'every-heading'
    where coalesce(findings.compared_with, 'workforce') = 'workforce' and others.rule_id is null
),

figures as (
    select
        submission_id,
        heading_id
    from {{ ref('int_expenditure__conformed') }}
    where line = 'net_revenue_expenditure' and amount_gbp <> 0
    union
    select
        submission_id,
        heading_id
    from {{ ref('int_workforce_returns__conformed') }}
    where basis = 'fte' and people <> 0
),

headings_with_figures as (
    select
        submission_id,
        count(*) as headings
    from figures
    group by submission_id
),

-- Where more than half of the headings of a file are held, all of it is: what else would it be in?
widened as (
    select
        of_the_year.return_id,
        of_the_year.force_id,
        of_the_year.financial_year,
        of_the_year.basis,
        'every-heading' as heading_id,
        min(of_the_year.rule_id) as rule_id
    from of_the_year
    inner join headings_with_figures
        on of_the_year.submission_id = headings_with_figures.submission_id
    group by
        of_the_year.return_id,
        of_the_year.force_id,
        of_the_year.financial_year,
        of_the_year.basis,
        headings_with_figures.headings
    having count(distinct of_the_year.heading_id) * 2 > headings_with_figures.headings
),

held_in_the_year as (
    select
        return_id,
        force_id,
        financial_year,
        basis,
        heading_id,
        rule_id
    from of_the_year
    union
    select * from widened
),

years as (
    select
        financial_year,
        start_year
    from {{ ref('financial_years') }}
),

-- Findings against the year before, one row per series and heading.
against_year_before as (
    select
        findings.return_id,
        findings.force_id,
        findings.financial_year,
        findings.start_year,
        findings.basis,
        findings.heading_id,
        min(findings.rule_id) as rule_id
    from findings
    inner join years as years_before
        on findings.start_year - 1 = years_before.start_year
    left join held_in_the_year as held_before
        on
            findings.return_id = held_before.return_id
            and findings.force_id = held_before.force_id
            and coalesce(findings.basis, '-') = coalesce(held_before.basis, '-')
            and years_before.financial_year = held_before.financial_year
            and held_before.heading_id in ('every-heading', findings.heading_id)
    where findings.compared_with = 'year before' and held_before.rule_id is null
    group by
        findings.return_id,
        findings.force_id,
        findings.financial_year,
        findings.start_year,
        findings.basis,
        findings.heading_id
),

files_against_year_before as (
    {{ every_other_year("select * from against_year_before where heading_id = 'every-heading'") | indent(4) }}
),

headings_next_to_sound_files as (
    select against_year_before.*
    from against_year_before
    left join files_against_year_before as files
        on
            against_year_before.return_id = files.return_id
            and against_year_before.force_id = files.force_id
            and coalesce(against_year_before.basis, '-') = coalesce(files.basis, '-')
            and against_year_before.start_year - 1 = files.start_year
    where against_year_before.heading_id <> 'every-heading' and files.rule_id is null
),

headings_against_year_before as (
    {{ every_other_year("select * from headings_next_to_sound_files") | indent(4) }}
),

held_so_far as (
    select * from held_in_the_year
    union
    select
        return_id,
        force_id,
        financial_year,
        basis,
        heading_id,
        rule_id
    from files_against_year_before
    union
    select
        return_id,
        force_id,
        financial_year,
        basis,
        heading_id,
        rule_id
    from headings_against_year_before
),

doubtful_expenditure as (
    select
        force_id,
        financial_year
    from held_so_far
    where return_id = 'expenditure' and basis = 'outturn' and heading_id = 'every-heading'
    union
    select
        force_id,
        financial_year
    from doubtful
    where return_id = 'expenditure' and basis = 'outturn' and heading_id = 'every-heading'
),

against_expenditure as (
    select
        findings.return_id,
        findings.force_id,
        findings.financial_year,
        findings.basis,
        findings.heading_id,
        findings.rule_id
    from findings
    left join doubtful_expenditure as others
        on
            findings.force_id = others.force_id
            and findings.financial_year = others.financial_year
    where findings.compared_with = 'expenditure' and others.force_id is null
),

held as (
    select * from held_so_far
    union
    select * from against_expenditure
)

select
    return_id,
    force_id,
    financial_year,
    basis,
    heading_id,
    min(rule_id) as rule_id
from held
group by return_id, force_id, financial_year, basis, heading_id
union all
-- The total over all functions is the sum of the headings of level 1.
select
    held.return_id,
    held.force_id,
    held.financial_year,
    held.basis,
    'all-functions' as heading_id,
    min(held.rule_id) as rule_id
from held
inner join {{ ref('poa_headings') }} as headings
    on
        held.heading_id = headings.heading_id
        and headings.level = 1
group by held.return_id, held.force_id, held.financial_year, held.basis
