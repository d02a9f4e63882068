{{ rows_expected('workforce') }}
