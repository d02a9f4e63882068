{{ submissions_of('expenditure') }}
