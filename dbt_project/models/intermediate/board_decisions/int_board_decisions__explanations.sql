with named as (
    select
        given.*,
        aliases.force_id,
        headings.heading_id,
        boards.as_at,
        boards.precedence
    from {{ ref('stg_board_decisions__explanations') }} as given
    inner join {{ ref('int_board_decisions__boards') }} as boards
        on given._submission_id = boards.submission_id
    inner join {{ ref('force_aliases') }} as aliases
        on
            {{ name_key('given.force_name') }} = {{ name_key('aliases.alias') }}
            and {{ alias_is_valid_on('aliases', 'given.explained_on') }}
    inner join {{ ref('int_force_returns__headings') }} as headings
        on {{ name_key('given.heading_name') }} = headings.heading_key
),

ranked as (
    select
        named.*,
        row_number() over (
            partition by named.force_id, named.heading_id, named.explained_on
            order by named.precedence asc nulls last, named._row desc nulls last
        ) as place
    from named
)

select
    force_id,
    heading_id,
    reason,
    explained_on,
    review_date,
    as_at,
    note,
    _submission_id as submission_id
from ranked
where place = 1
