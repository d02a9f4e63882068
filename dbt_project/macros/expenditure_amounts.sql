-- Written by `make generate` from orchestration/returns/expenditure.yml. Change that file.
{% macro expenditure_amounts() -%}
    {{ return([
        {'line': 'police_officer_pay', 'kind': 'expenditure'},
        {'line': 'police_overtime', 'kind': 'expenditure'},
        {'line': 'police_staff_pay', 'kind': 'expenditure'},
        {'line': 'pcso_pay', 'kind': 'expenditure'},
        {'line': 'other_employee_costs', 'kind': 'expenditure'},
        {'line': 'premises', 'kind': 'expenditure'},
        {'line': 'transport', 'kind': 'expenditure'},
        {'line': 'supplies_and_services', 'kind': 'expenditure'},
        {'line': 'third_party_payments', 'kind': 'expenditure'},
        {'line': 'other_expenditure', 'kind': 'expenditure'},
        {'line': 'gross_expenditure', 'kind': 'total'},
        {'line': 'partnership_income', 'kind': 'income'},
        {'line': 'sales_fees_charges_and_rents', 'kind': 'income'},
        {'line': 'special_police_services', 'kind': 'income'},
        {'line': 'reimbursed_income', 'kind': 'income'},
        {'line': 'interest', 'kind': 'income'},
        {'line': 'earned_income', 'kind': 'total'},
        {'line': 'net_revenue_expenditure', 'kind': 'total'},
        {'line': 'in_collaboration', 'kind': 'of_which'},
    ]) }}
{%- endmacro %}
