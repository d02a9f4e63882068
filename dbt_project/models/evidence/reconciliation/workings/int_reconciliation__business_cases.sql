-- The seed names the agreement and function of each figure, and its component says which amount of the case it is.
with cases as (
    select
        figures.figure_id,
        figures.component,
        figures.unit,
        business_cases.saving_pct_of_budget,
        cast(business_cases.saving_forecast_original_gbp as double) as forecast_original_gbp,
        cast(business_cases.saving_forecast_gbp as double) as forecast_gbp,
        cast(business_cases.delivered_to_date_gbp as double) as delivered_gbp
    from {{ ref('published_figures') }} as figures
    inner join {{ ref('business_cases') }} as business_cases
        on
            figures.agreement_id = business_cases.agreement_id
            and figures.function_name = business_cases.function_name
            and figures.source_document = business_cases.source_document
),

amounts as (
    select
        figure_id,
        component,
        unit,
        saving_pct_of_budget,
        case component
            when 'forecast original' then forecast_original_gbp
            when 'delivered' then delivered_gbp
            else forecast_gbp
        end as amount_gbp
    from cases
)

select
    figure_id,
    component,
    case unit
        when '%' then saving_pct_of_budget
        when '£m' then amount_gbp / 1000000
        when '£000' then amount_gbp / 1000
    end as warehouse_value
from amounts
