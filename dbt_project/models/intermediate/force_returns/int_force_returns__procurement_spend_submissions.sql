{{ submissions_of('procurement_spend') }}
