-- What is stated of neither unit proves nothing: a capability counts as lacking only where it is stated to be.
select
    own.unit_id as own_unit_id,
    other.unit_id,
    {{ joined_text('own.capability', ', ') }} as capabilities
from {{ ref('unit_capabilities') }} as own
inner join {{ ref('unit_capabilities') }} as other
    on
        own.unit_kind = other.unit_kind
        and own.capability = other.capability
        and own.unit_id <> other.unit_id
where
    own.status in ('missing', 'considered')
    and other.status = 'held'
group by own.unit_id, other.unit_id
