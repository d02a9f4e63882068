-- What a register states of an agreement is stated of the unit to which most of its forces belong. Of several
-- statements the latest stands.
with units as (
    select distinct
        'regional_organised_crime_unit' as unit_kind,
        rocu as unit_id
    from {{ ref('dim_force') }}
    where rocu is not null
),

unit_forces as (
    select
        parties.agreement_id,
        forces.rocu as unit_id,
        count(distinct forces.force_id) as forces
    from {{ ref('agreement_parties') }} as parties
    inner join {{ ref('dim_force') }} as forces on parties.force_id = forces.force_id
    where parties.role <> 'observer' and forces.rocu is not null
    group by parties.agreement_id, forces.rocu
),

agreement_units as (
    select
        agreement_id,
        unit_id,
        row_number() over (
            partition by agreement_id
            order by forces desc nulls last, unit_id asc nulls last
        ) as place
    from unit_forces
),

stated as (
    select
        agreement_units.unit_id,
        lower(capabilities.capability) as capability_key,
        capabilities.agreement_id,
        capabilities.status,
        capabilities.as_at,
        capabilities.as_at_precision,
        capabilities.source_document,
        capabilities.source_place,
        capabilities.note,
        capabilities.submission_id,
        row_number() over (
            partition by agreement_units.unit_id, lower(capabilities.capability)
            order by
                case when capabilities.status = 'not_stated' then 1 else 0 end asc,
                capabilities.as_at desc nulls last,
                capabilities.agreement_id asc nulls last
        ) as place
    from {{ ref('capabilities') }} as capabilities
    inner join agreement_units
        on capabilities.agreement_id = agreement_units.agreement_id and agreement_units.place = 1
)

select
    units.unit_kind,
    units.unit_id,
    expected.capability,
    coalesce(stated.status, 'not_stated') as status,
    stated.agreement_id,
    stated.as_at,
    stated.as_at_precision,
    expected.source_document as expected_by_document,
    expected.source_place as expected_by_place,
    stated.source_document,
    stated.source_place,
    stated.note,
    stated.submission_id
from {{ ref('expected_capabilities') }} as expected
inner join units on expected.unit_kind = units.unit_kind
left join stated
    on
        units.unit_id = stated.unit_id
        and lower(expected.capability) = stated.capability_key
        and stated.place = 1
