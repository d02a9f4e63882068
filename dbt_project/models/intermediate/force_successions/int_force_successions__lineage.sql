{%- set most_mergers = 4 -%}
-- Every force with itself and with all that merged into it, also by way of others. A force that lives on under its id
-- while others merge into it has them, and itself, as predecessors.
with successions as (
    select
        successor_force_id as force_id,
        predecessor_force_id,
        merged_on,
        count(*) over (partition by predecessor_force_id) = 1 as is_whole
    from {{ ref('force_successions') }}
    where predecessor_force_id <> successor_force_id
),

merged_1 as (
    select * from successions
),

{% for step in range(2, most_mergers + 1) %}
    merged_{{ step }} as (
        select
            later.force_id,
            earlier.predecessor_force_id,
            later.merged_on,
            later.is_whole and earlier.is_whole as is_whole
        from merged_{{ step - 1 }} as later
        inner join successions as earlier
            on later.predecessor_force_id = earlier.force_id
    ),
{% endfor %}
merged as (
    {% for step in range(1, most_mergers + 1) %}
        select * from merged_{{ step }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    forces.force_id,
    forces.force_id as predecessor_force_id,
    forces.valid_from,
    forces.valid_to,
    true as is_whole
from {{ ref('forces') }} as forces
union all
select
    merged.force_id,
    merged.predecessor_force_id,
    min(merged.merged_on) as valid_from,
    max(forces.valid_to) as valid_to,
    max(case when merged.is_whole then 0 else 1 end) = 0 as is_whole
from merged
inner join {{ ref('forces') }} as forces
    on merged.force_id = forces.force_id
group by merged.force_id, merged.predecessor_force_id
