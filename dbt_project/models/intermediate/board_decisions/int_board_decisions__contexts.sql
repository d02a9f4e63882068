with named as (
    select
        given.*,
        aliases.force_id,
        boards.precedence,
        lower(given.measure_id) as measure_key,
        coalesce(headings.heading_id, 'all-functions') as heading_id
    from {{ ref('stg_board_decisions__contexts') }} as given
    inner join {{ ref('int_board_decisions__boards') }} as boards
        on given._submission_id = boards.submission_id
    inner join {{ ref('force_aliases') }} as aliases
        on
            {{ name_key('given.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'given.given_on') }}
    left join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('given.heading_name') }} = headings.heading_key
),

ranked as (
    select
        named.*,
        row_number() over (
            partition by named.force_id, named.measure_key, named.heading_id, named.financial_year, named.given_on
            order by named.precedence asc nulls last, named._row desc nulls last
        ) as place
    from named
)

select
    force_id,
    measure_key as measure_id,
    heading_id,
    financial_year,
    context,
    warranted,
    given_on,
    given_by,
    row_number() over (
        partition by force_id, measure_key, heading_id, financial_year
        order by given_on desc nulls last
    ) = 1 as is_latest,
    note,
    _submission_id as submission_id
from ranked
where place = 1
