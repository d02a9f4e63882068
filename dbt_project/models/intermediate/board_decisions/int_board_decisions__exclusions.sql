-- A name is read as it was meant at the end of the year that the figures are of.
with named as (
    select
        given.*,
        aliases.force_id,
        headings.heading_id,
        boards.as_at,
        boards.precedence,
        lower(given.measure_id) as measure_key,
        case when given.measure_id is null then given.return_id end as whole_return_id
    from {{ ref('stg_board_decisions__exclusions') }} as given
    inner join {{ ref('int_board_decisions__boards') }} as boards
        on given._submission_id = boards.submission_id
    inner join {{ ref('force_aliases') }} as aliases
        on
            {{ name_key('given.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', year_end_of(start_of_financial_year('given.financial_year'))) }}
    left join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('given.heading_name') }} = headings.heading_key
),

ranked as (
    select
        named.*,
        row_number() over (
            partition by
                named.force_id,
                named.whole_return_id,
                named.measure_key,
                named.heading_id,
                named.financial_year,
                named.decided_on
            order by named.precedence asc nulls last, named._row desc nulls last
        ) as place
    from named
)

select
    force_id || '/' || coalesce(measure_key, whole_return_id) || '/' || coalesce(heading_id, 'every-heading') || '/'
    || financial_year || '/' || cast(decided_on as {{ type_text() }}) as exclusion_id,
    force_id,
    whole_return_id as return_id,
    measure_key as measure_id,
    heading_id,
    financial_year,
    ground,
    decided_on,
    decided_by,
    ended_on,
    coalesce(ended_on >= as_at, true) as is_in_force,
    _submission_id as submission_id
from ranked
where place = 1
