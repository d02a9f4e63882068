{{ submissions_of('organised_crime') }}
