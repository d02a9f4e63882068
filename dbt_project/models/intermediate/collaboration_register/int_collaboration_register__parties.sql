with named as (
    select
        parties.*,
        registers.precedence,
        case when parties.party_type = 'force' then bodies.force_id end as force_id,
        -- A policing body often bears the name of its force: the kind of body keeps the two ids apart.
        case
            when parties.party_type = 'force' or bodies.force_id is null then bodies.party_id
            else bodies.party_id || '-' || replace(parties.party_type, '_', '-')
        end as party_id
    from {{ ref('stg_collaboration_register__parties') }} as parties
    inner join {{ ref('int_collaboration_register__registers') }} as registers
        on parties._submission_id = registers.submission_id
    left join {{ ref('int_collaboration_register__bodies') }} as bodies on parties.party_name = bodies.body_name
),

ranked as (
    select
        named.*,
        {{ register_rank(['named.agreement_id', 'named.party_id'], 'named') }} as register_rank
    from named
)

select
    agreement_id,
    party_id,
    force_id,
    party_name,
    party_type,
    role,
    joined_date,
    joined_date_precision,
    left_date,
    left_date_precision,
    reason,
    source_document,
    source_place,
    note,
    _submission_id as submission_id
from ranked
where register_rank = 1
