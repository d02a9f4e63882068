with rule as (
    {{ active_rule('CR34') | indent(4) }}
),

rows_of_cases as (
    select
        cases.case_id,
        cases.appraisal_years,
        cast(cases.saving_forecast_gbp as {{ type_double() }}) as saving_forecast_gbp,
        cast(max(benefits.recurrent_gbp) as {{ type_double() }}) as yearly_gbp
    from {{ ref('int_appraisal__cases') }} as cases
    inner join {{ ref('int_appraisal__case_benefits') }} as benefits
        on cases.case_id = benefits.case_id and benefits.is_stated
    where cases.saving_forecast_gbp is not null
    group by cases.case_id, cases.appraisal_years, cases.saving_forecast_gbp
),

compared as (
    select
        *,
        yearly_gbp / nullif(saving_forecast_gbp, 0) as factor
    from rows_of_cases
)

{{ failing_row(
    'CR34',
    'collaboration_register__business_cases',
    'reported._submission_id',
    "'case_id=' || reported.case_id",
    column_name="'saving_forecast_gbp'",
    row_number='reported._row',
    value_given=format_number('compared.saving_forecast_gbp'),
    expected=format_number('compared.yearly_gbp'),
    detail="case when abs(compared.factor - 2) < 0.01 then 'The rows are twice the case: an amount may be counted in two years.' "
        ~ "when abs(compared.factor - compared.appraisal_years) < 0.01 then 'The rows are the case times its years: each year may be the whole saving and not new from this year.' end",
) }}
from compared
inner join {{ ref('int_collaboration_register__reported_business_cases') }} as reported
    on compared.case_id = reported.case_key
cross join rule
where
    {{ change('compared.yearly_gbp', 'compared.saving_forecast_gbp') }}
    > rule.tolerance / 100 * greatest(abs(compared.yearly_gbp), abs(compared.saving_forecast_gbp))
