-- The rate changes with the distance in years: the factor of a year is the product over the spans it has run through.
with spans as (
    select
        {{ discount_schedule_id('rates.stated_on') }} as schedule_id,
        numbers.n as year_number,
        cast(rates.rate_pct as {{ type_double() }}) as rate_pct,
        greatest(0, least(numbers.n, coalesce(rates.year_to, numbers.n)) - rates.year_from + 1) as years_run,
        numbers.n between rates.year_from and coalesce(rates.year_to, numbers.n) as is_span_of_year
    from {{ ref('green_book_rates') }} as rates
    cross join {{ whole_numbers() | indent(4) }} as numbers
    where numbers.n < 125
)

select
    schedule_id,
    year_number,
    max(case when is_span_of_year then rate_pct end) as rate_pct,
    -- Rounded where logarithms leave noise, far below a penny.
    round(exp(-({{ exact_sum('years_run * ln(1 + rate_pct / 100)') }})), 15) as discount_factor
from spans
group by schedule_id, year_number
