{#- Several registers may report one agreement. For each field the first value stands in the order of the reports: the
    register of the lead, then the host's, then the one with the latest facts. A row that only one of them gives is kept.

    register_table says of each table of the register what tells its rows apart within an agreement, and its fields:
      body      column that names a body, where there is one
      spelled   column whose spellings are one: capital letters and spaces apart
      derived   columns worked out from those given
      key       what tells the rows of an agreement apart
      compared  fields on which two reports may disagree
      carried   fields that are kept and not compared: they say a compared one in other words, or are free text
      stated    columns that one report may leave as not_stated where the other states them, and what they are told by
      order     column that orders rows of one register with one key; their place on the sheet where there is none
      codes     fields in which not_stated says nothing
      measures  amounts that may be given for all parties together or party by party, and counted once
      is_by_heading  true where functions of one heading are one line (int_collaboration_register__function_lines) -#}
{% macro register_table(name) -%}
    {%- set party = {'party_id': "coalesce(bodies.party_id, 'all-parties')", 'force_id': 'bodies.force_id'} -%}
    {%- set tables = {
        'agreements': {
            'body': 'lead_force', 'key': [],
            'derived': {'lead_force_id': 'bodies.force_id', 'host_party_id': 'hosts.party_id'},
            'compared': [
                'title', 'objective', 'programme', 'portfolio', 'style', 'legal_basis', 'scale', 'region',
                'lead_force_id', 'host_party_id', 'direction_and_control', 'notice_months', 'exit_rule',
                'publication_status', 'publication_address', 'stage', 'stage_reason', 'start_date', 'signed_date',
                'end_date', 'review_date'
            ],
            'carried': [
                'host_body', 'start_date_precision', 'signed_date_precision', 'end_date_precision',
                'review_date_precision'
            ],
            'codes': ['style', 'legal_basis', 'exit_rule', 'publication_status']
        },
        'parties': {
            'body': 'party_name', 'key': ['party_id'], 'order': 'role',
            'derived': {
                'force_id': "case when given.party_type = 'force' then bodies.force_id end",
                'party_id': "case when given.party_type = 'force' or bodies.force_id is null then bodies.party_id"
                ~ " else bodies.party_id || '-' || replace(given.party_type, '_', '-') end"
            },
            'compared': ['party_type', 'role', 'joined_date', 'left_date', 'reason'],
            'carried': ['party_name', 'force_id', 'joined_date_precision', 'left_date_precision']
        },
        'functions': {
            'spelled': 'function_name', 'key': ['function_key'], 'compared': ['heading_name'], 'carried': []
        },
        'contributions': {
            'body': 'party_name', 'derived': party, 'key': ['party_id', 'financial_year', 'basis'],
            'compared': ['basis_value', 'share_pct', 'amount_gbp', 'officer_fte', 'staff_fte'],
            'carried': ['force_id', 'party_name']
        },
        'events': {
            'body': 'party_name', 'key': ['event', 'event_party'], 'order': 'sequence',
            'derived': {
                'event_party': "coalesce(bodies.party_id, 'whole')",
                'successor_id': 'coalesce(successors.agreement_id, given.successor_agreement_id)'
            },
            'compared': ['event_date', 'decision_body', 'reason', 'successor_id', 'document_reference'],
            'carried': ['party_name', 'event_date_precision', 'sequence']
        },
        'benefits': {
            'body': 'party_name', 'spelled': 'function_name', 'derived': party, 'is_by_heading': true,
            'stated': {
                'kind': ['financial_year', 'function_key'],
                'recurrence': ['financial_year', 'function_key']
            },
            'key': ['party_id', 'financial_year', 'function_key', 'kind_key', 'recurrence_key'],
            'compared': [
                'amount_is', 'forecast_gbp', 'forecast_original_gbp', 'delivered_gbp', 'confidence',
                'reinvested_in', 'outcome_reason'
            ],
            'carried': ['force_id', 'kind', 'recurrence'],
            'codes': ['confidence', 'kind', 'recurrence'],
            'measures': ['forecast_gbp', 'forecast_original_gbp', 'delivered_gbp']
        },
        'costs': {
            'body': 'party_name', 'derived': party, 'stated': {'status': ['financial_year', 'kind']},
            'key': ['party_id', 'financial_year', 'kind', 'status_key'],
            'compared': ['amount_gbp'], 'carried': ['force_id', 'status'], 'codes': ['status'],
            'measures': ['amount_gbp']
        },
        'workforce': {
            'body': 'party_name', 'spelled': 'function_name', 'derived': party, 'is_by_heading': true,
            'key': ['party_id', 'function_key', 'as_at', 'worker_type', 'location'],
            'compared': ['people', 'basis'], 'carried': ['force_id', 'as_at_precision'],
            'measures': ['people']
        },
        'business_cases': {
            'body': 'party_name', 'spelled': 'function_name', 'derived': party, 'key': ['case_key'],
            'compared': [
                'case_stage', 'approved_date', 'budget_year', 'budget_without_collaboration_gbp',
                'saving_forecast_original_gbp', 'saving_forecast_gbp', 'outcome_reason', 'capital_cost_gbp',
                'optimism_bias_pct', 'appraisal_years', 'risks_of_going_ahead', 'risks_of_not_going_ahead',
                'effect_on_workforce', 'effect_on_public', 'costs_stated', 'dependencies_stated', 'exit_stated'
            ],
            'carried': ['party_id', 'force_id', 'approved_date_precision'], 'codes': ['case_stage']
        },
        'capabilities': {
            'spelled': 'capability', 'key': ['capability_key'], 'compared': ['status', 'as_at'],
            'carried': ['as_at_precision'], 'codes': ['status']
        },
        'barriers': {
            'spelled': 'barrier', 'key': ['barrier_key'],
            'compared': ['theme', 'heading_name', 'is_actual', 'is_generic'], 'carried': [],
            'codes': ['is_actual', 'is_generic']
        },
        'lessons': {
            'spelled': 'lesson', 'key': ['lesson_key'], 'compared': ['theme', 'heading_name'], 'carried': []
        },
        'usage': {
            'body': 'party_name', 'spelled': 'usage_measure', 'derived': party,
            'key': ['party_id', 'financial_year', 'usage_key'], 'compared': ['quantity'], 'carried': ['force_id']
        },
        'contacts': {
            'body': 'body_name', 'spelled': 'contact_post', 'derived': {'party_id': 'bodies.party_id', 'force_id': 'bodies.force_id'},
            'key': ['contact_key'], 'compared': ['party_id', 'address'], 'carried': ['body_name', 'force_id']
        }
    } -%}
    {{ return(tables[name]) }}
{%- endmacro %}

{#- Tables of which several registers may report the same row. -#}
{% macro register_tables() -%}
    {{ return([
        'agreements', 'parties', 'functions', 'contributions', 'events', 'benefits', 'costs', 'workforce',
        'business_cases', 'capabilities', 'barriers', 'lessons', 'usage', 'contacts'
    ]) }}
{%- endmacro %}

{#- Name of the column by which spellings of the table's own names are one: function_name -> function_key. -#}
{% macro register_spelling_column(table) -%}
    {{ return(table.spelled.split('_')[0] ~ '_key') }}
{%- endmacro %}
