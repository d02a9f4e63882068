-- Cost and posts of a support function over the whole workforce: outturn over people counted at 31 March, an estimate
-- over the posts of the same budget or over all costs.
with functions as (
    {{ typed_rows([
        {'heading_id': var('heading_human_resources'), 'function_key': 'human_resources', 'salary_id': 'hr_average_salary'},
        {'heading_id': var('heading_finance'), 'function_key': 'finance', 'salary_id': 'finance_average_salary'},
    ]) }}
),

salaries as (
    select
        functions.heading_id,
        functions.function_key,
        benchmarks.value as salary_gbp
    from functions
    inner join {{ ref('benchmarks') }} as benchmarks
        on functions.salary_id = benchmarks.benchmark_id
),

workforce_by_heading as (
    select
        force_id,
        financial_year,
        heading_id,
        basis,
        case
            when count(case when reported_state = 'not_reported' then 1 end) = 0
                then cast(sum(cast(people as {{ type_measured() }})) as {{ type_measured() }})
        end as posts,
        case
            when count(case when reported_state = 'not_reported' then 1 end) > 0 then 'not_reported'
            else {{ combined_state('reported_state') }}
        end as reported_state,
        max(submission_id) as submission_id
    from {{ ref('force_workforce_by_heading') }}
    where basis in ('fte', 'fte_budgeted')
    group by force_id, financial_year, heading_id, basis
),

posts_by_heading as (
    select * from workforce_by_heading
    where basis = 'fte'
),

workforce as (
    select * from workforce_by_heading
    where heading_id = 'all-functions'
),

costs as (
    select
        force_id,
        financial_year,
        heading_id,
        basis,
        cast(amount_gbp as {{ type_measured() }}) as amount,
        reported_state,
        submission_id
    from {{ ref('expenditure_lines') }}
    where line = 'net_revenue_expenditure'
),

quantities as (
    select
        costs.force_id,
        costs.financial_year,
        costs.heading_id,
        concat(functions.function_key, '_cost') as quantity,
        costs.basis,
        costs.amount,
        costs.reported_state,
        costs.submission_id
    from costs
    inner join functions
        on costs.heading_id = functions.heading_id
    union all
    select
        costs.force_id,
        costs.financial_year,
        functions.heading_id,
        'all_costs' as quantity,
        costs.basis,
        costs.amount,
        costs.reported_state,
        costs.submission_id
    from costs
    cross join functions
    where costs.heading_id = 'all-functions'
    union all
    select
        posts.force_id,
        posts.financial_year,
        posts.heading_id,
        concat(functions.function_key, '_posts') as quantity,
        null as basis,
        posts.posts as amount,
        posts.reported_state,
        posts.submission_id
    from posts_by_heading as posts
    inner join functions
        on posts.heading_id = functions.heading_id
    union all
    select
        posts.force_id,
        posts.financial_year,
        posts.heading_id,
        concat(salaries.function_key, '_posts_costed') as quantity,
        null as basis,
        cast(
            cast(posts.posts as {{ type_double() }}) * cast(salaries.salary_gbp as {{ type_double() }})
            as {{ type_measured() }}
        ) as amount,
        posts.reported_state,
        posts.submission_id
    from posts_by_heading as posts
    inner join salaries
        on posts.heading_id = salaries.heading_id
    union all
    select
        workforce.force_id,
        workforce.financial_year,
        functions.heading_id,
        case workforce.basis when 'fte' then 'workforce' else 'budgeted_workforce' end as quantity,
        null as basis,
        workforce.posts as amount,
        workforce.reported_state,
        workforce.submission_id
    from workforce
    cross join functions
),

of_no_population as (
    select
        *,
        cast(null as integer) as population_mid_year
    from quantities
)

{{ ratios_of('support_function', 'of_no_population') }}
