{{ submissions_of('savings_requirement') }}
