{{ submissions_of('workforce') }}
