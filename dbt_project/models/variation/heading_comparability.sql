-- Judged on the forces whose values count outside London, as the default average is. First the facts of an edition,
-- then how forces divide work between headings of one function, then nil returns. A netted heading is the sum of
-- headings between which work is divided, and is compared only where its parts are not.
with judged_measures as (
    {{ typed_rows(judged_measures()) }}
),

netted_parts as (
    {{ netted_parts() | indent(4) }}
),

headings as (
    select * from {{ ref('dim_poa_heading') }}
    where level in (0, 1, 2)
),

counted as (
    select
        judged_measures.figures,
        judged_measures.measure_id,
        measure_values.heading_id,
        headings.parent_heading_id,
        headings.heading_system,
        measure_values.financial_year,
        measure_values.force_id,
        measure_values.value,
        measure_values.mapped_from_heading_id is not null and headings.heading_system <> 'netted' as is_carried_over
    from {{ ref('int_measures__values') }} as measure_values
    inner join judged_measures
        on measure_values.measure_id = judged_measures.measure_id
    inner join headings
        on measure_values.heading_id = headings.heading_id
    where measure_values.is_counted and not measure_values.is_london
),

summed as (
    select
        figures,
        measure_id,
        heading_id,
        financial_year,
        count(*) as forces_counted,
        count(case when value = 0 then 1 end) as forces_nil,
        min(case when is_carried_over then 1 else 0 end) = 1 as is_carried_over,
        {{ exact_mean('value') }} as average_value
    from counted
    group by figures, measure_id, heading_id, financial_year
),

described as (
    select
        summed.*,
        headings.heading_name,
        headings.heading_system,
        headings.level,
        headings.parent_heading_id,
        100 * cast(summed.forces_nil as {{ type_double() }}) / summed.forces_counted as nil_pct,
        summed.average_value >= above.average_value * {{ variation_setting('comparable_large_share_pct') }} / 100
            as is_large
    from summed
    inner join headings
        on summed.heading_id = headings.heading_id
    left join summed as above
        on
            headings.parent_heading_id = above.heading_id
            and summed.figures = above.figures
            and summed.financial_year = above.financial_year
),

-- Per head, so a force that records more under one heading and less under the other moves both values by as much.
correlations as (
    select
        one.figures,
        one.financial_year,
        one.heading_id,
        other.heading_id as paired_heading_id,
        round(corr(one.value, other.value), 6) as correlation
    from counted as one
    inner join counted as other
        on
            one.figures = other.figures
            and one.financial_year = other.financial_year
            and one.force_id = other.force_id
            and one.parent_heading_id = other.parent_heading_id
            and one.heading_id < other.heading_id
    inner join described as one_heading
        on
            one.figures = one_heading.figures
            and one.financial_year = one_heading.financial_year
            and one.heading_id = one_heading.heading_id
            and one_heading.is_large
            and one_heading.heading_system = 'poa'
    inner join described as other_heading
        on
            other.figures = other_heading.figures
            and other.financial_year = other_heading.financial_year
            and other.heading_id = other_heading.heading_id
            and other_heading.is_large
            and other_heading.heading_system = 'poa'
    group by one.figures, one.financial_year, one.heading_id, other.heading_id
    having
        count(*) >= {{ variation_setting('comparable_minimum_forces') }}
        and corr(one.value, other.value) <= {{ variation_setting('comparable_correlation') }}
),

pairs as (
    select * from correlations
    union all
    select
        figures,
        financial_year,
        paired_heading_id as heading_id,
        heading_id as paired_heading_id,
        correlation
    from correlations
),

pairs_in_order as (
    select
        *,
        row_number() over (
            partition by figures, financial_year, heading_id
            order by correlation asc nulls last, paired_heading_id asc nulls last
        ) as place
    from pairs
),

-- A ground of a heading itself comes before one of the heading above it.
grounds as (
    select
        described.figures,
        described.financial_year,
        described.heading_id,
        facts.compares,
        facts.reason_code,
        facts.reason,
        row_number() over (
            partition by described.figures, described.financial_year, described.heading_id, facts.compares
            order by
                case when facts.heading_id = described.heading_id then 1 else 2 end asc nulls last,
                facts.reason_code asc nulls last,
                facts.from_financial_year asc nulls last
        ) as place
    from described
    inner join {{ ref('heading_comparability_grounds') }} as facts
        on
            (
                described.heading_id = facts.heading_id
                or (facts.with_parts and described.parent_heading_id = facts.heading_id)
            )
            and facts.figures in ('every', described.figures)
            and described.financial_year >= coalesce(facts.from_financial_year, described.financial_year)
            and described.financial_year <= coalesce(facts.to_financial_year, described.financial_year)
),

judged as (
    select
        described.*,
        pairs_in_order.paired_heading_id,
        pairs_in_order.correlation,
        breaks.reason as break_reason,
        grounds.reason as fact,
        case
            when grounds.reason_code is not null then grounds.reason_code
            when pairs_in_order.heading_id is not null then 'divided_differently'
            when described.forces_counted < {{ variation_setting('comparable_minimum_forces') }} then null
            when described.nil_pct > {{ variation_setting('comparable_few_forces_pct') }} then 'function_of_few'
            when described.nil_pct > {{ variation_setting('comparable_nil_forces_pct') }} then 'nil_in_several'
        end as reason_code
    from described
    left join pairs_in_order
        on
            described.figures = pairs_in_order.figures
            and described.financial_year = pairs_in_order.financial_year
            and described.heading_id = pairs_in_order.heading_id
            and pairs_in_order.place = 1
    left join grounds
        on
            described.figures = grounds.figures
            and described.financial_year = grounds.financial_year
            and described.heading_id = grounds.heading_id
            and grounds.compares = 'forces'
            and grounds.place = 1
    left join grounds as breaks
        on
            described.figures = breaks.figures
            and described.financial_year = breaks.financial_year
            and described.heading_id = breaks.heading_id
            and breaks.compares = 'years'
            and breaks.place = 1
),

parts as (
    select
        judged.figures,
        judged.financial_year,
        netted.netted_heading_id,
        judged.heading_id,
        judged.reason_code,
        count(*) over (partition by judged.figures, judged.financial_year, netted.netted_heading_id) as parts
    from judged
    inner join netted_parts as netted
        on
            judged.heading_id = netted.heading_id
            and judged.financial_year >= coalesce(netted.from_financial_year, judged.financial_year)
            and judged.financial_year <= coalesce(netted.to_financial_year, judged.financial_year)
),

-- A netted heading helps only where none of its parts is divided with a heading outside it.
closed as (
    select
        parts.figures,
        parts.financial_year,
        parts.netted_heading_id,
        max(parts.parts) as parts
    from parts
    inner join judged as netted
        on
            parts.figures = netted.figures
            and parts.financial_year = netted.financial_year
            and parts.netted_heading_id = netted.heading_id
            and netted.reason_code is null
    left join pairs
        on
            parts.figures = pairs.figures
            and parts.financial_year = pairs.financial_year
            and parts.heading_id = pairs.heading_id
    left join parts as partners
        on
            pairs.figures = partners.figures
            and pairs.financial_year = partners.financial_year
            and pairs.paired_heading_id = partners.heading_id
            and parts.netted_heading_id = partners.netted_heading_id
    group by parts.figures, parts.financial_year, parts.netted_heading_id
    having count(pairs.heading_id) = count(partners.heading_id)
),

netted_in_order as (
    select
        parts.figures,
        parts.financial_year,
        parts.heading_id,
        parts.netted_heading_id,
        row_number() over (
            partition by parts.figures, parts.financial_year, parts.heading_id
            order by closed.parts asc nulls last, parts.netted_heading_id asc nulls last
        ) as place
    from parts
    inner join closed
        on
            parts.figures = closed.figures
            and parts.financial_year = closed.financial_year
            and parts.netted_heading_id = closed.netted_heading_id
    where parts.reason_code = 'divided_differently'
),

netted_for as (
    select
        figures,
        financial_year,
        heading_id,
        netted_heading_id
    from netted_in_order
    where place = 1
),

uses as (
    select
        figures,
        financial_year,
        netted_heading_id,
        count(*) as parts
    from netted_for
    group by figures, financial_year, netted_heading_id
),

compared as (
    select
        judged.*,
        case
            when judged.heading_system = 'netted' and judged.reason_code is null and uses.parts is null
                then 'parts_compared'
            else judged.reason_code
        end as final_reason_code,
        coalesce(netted_for.netted_heading_id, above.heading_id) as compared_instead_heading_id
    from judged
    left join netted_for
        on
            judged.figures = netted_for.figures
            and judged.financial_year = netted_for.financial_year
            and judged.heading_id = netted_for.heading_id
    left join uses
        on
            judged.figures = uses.figures
            and judged.financial_year = uses.financial_year
            and judged.heading_id = uses.netted_heading_id
    left join judged as above
        on
            judged.parent_heading_id = above.heading_id
            and judged.figures = above.figures
            and judged.financial_year = above.financial_year
            and above.level = 1
            and above.reason_code is null
),

-- What is compared instead ends the sentence, so that a reader who is shown it alone knows where to look.
described_reasons as (
    select
        compared.*,
        case
            when compared.fact is not null then compared.fact
            when compared.final_reason_code = 'divided_differently'
                then concat(
                    'Forces divide the same work differently between ', compared.heading_name, ' and ',
                    paired.heading_name, ': where a force has more under one it has less under the other (correlation ',
                    cast(cast(compared.correlation as decimal(9, 2)) as {{ type_text() }}), ' over ',
                    cast(compared.forces_counted as {{ type_text() }}), ' forces', {{ forces_outside() }}, '; limit ',
                    {{ variation_setting('comparable_correlation', type_text()) }}, ').'
                )
            when compared.final_reason_code in ('function_of_few', 'nil_in_several')
                then concat(
                    cast(compared.forces_nil as {{ type_text() }}), ' of ',
                    cast(compared.forces_counted as {{ type_text() }}), ' forces', {{ forces_outside() }},
                    ' report nil (limit ',
                    case compared.final_reason_code
                        when 'function_of_few'
                            then concat(
                                {{ variation_setting('comparable_few_forces_pct', type_text()) }},
                                '%). Most forces do not have this function, so an average over all is no benchmark.'
                            )
                        else
                            concat(
                                {{ variation_setting('comparable_nil_forces_pct', type_text()) }},
                                '%). Some may not have the function and some may record it under another heading.'
                            )
                    end
                )
            when compared.final_reason_code = 'parts_compared'
                then
                    'Forces do not divide work between its parts differently in the year, '
                    || 'so each is assessed separately.'
        end as reason
    from compared
    left join headings as paired
        on compared.paired_heading_id = paired.heading_id
)

select
    described_reasons.figures,
    described_reasons.heading_id,
    described_reasons.financial_year,
    described_reasons.measure_id as judged_measure_id,
    cast(described_reasons.forces_counted as integer) as forces_counted,
    cast(described_reasons.forces_nil as integer) as forces_nil,
    described_reasons.nil_pct,
    described_reasons.paired_heading_id,
    described_reasons.correlation,
    described_reasons.final_reason_code is null as is_comparable,
    described_reasons.final_reason_code as reason_code,
    case
        when instead.heading_name is null then described_reasons.reason
        else concat(described_reasons.reason, ' Compared instead: ', instead.heading_name, '.')
    end as reason,
    instead.heading_id as compared_instead_heading_id,
    described_reasons.is_carried_over,
    described_reasons.break_reason is not null as breaks_with_earlier_years,
    described_reasons.break_reason
from described_reasons
left join headings as instead
    on
        described_reasons.compared_instead_heading_id = instead.heading_id
        and described_reasons.final_reason_code <> 'parts_compared'
