{{ rows_expected('expenditure') }}
