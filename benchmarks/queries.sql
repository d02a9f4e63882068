-- Twenty questions that people ask of a release: pages of a dashboard, an analyst's cross-tables, single figures.
-- One statement each. A release of published files and one of returns both answer them.

SELECT force_id, value, average_value, difference_pct, rank_desc FROM variation.force_position
WHERE measure_id = (SELECT min(measure_id) FROM variation.force_position)
    AND financial_year = (SELECT max(financial_year) FROM variation.force_position)
ORDER BY rank_desc;

SELECT measure_id, heading_id, value, average_value, gap_gbp FROM variation.force_position
WHERE force_id = 'kent' AND is_outlier ORDER BY gap_gbp DESC NULLS LAST LIMIT 20;

SELECT measure_id, financial_year, average_method, forces_reporting, average_value FROM variation.national_summary
ORDER BY measure_id, financial_year, average_method;

SELECT home_office_region, financial_year, avg(value) AS value FROM variation.region_position
GROUP BY ALL ORDER BY ALL;

SELECT p.force_id, f.home_office_region, p.financial_year, median(p.value) AS value
FROM variation.force_position AS p JOIN marts.dim_force AS f USING (force_id)
WHERE p.reported_state = 'reported' GROUP BY ALL ORDER BY ALL;

SELECT f.force_name, w.as_at, w.worker_type, w.fte FROM marts.force_workforce AS w
JOIN marts.dim_force AS f USING (force_id) ORDER BY w.fte DESC LIMIT 50;

SELECT as_at, worker_type, sum(fte) AS fte, sum(headcount) AS people FROM marts.force_workforce
GROUP BY ALL ORDER BY ALL;

SELECT force_id, mid_year, population, population - lag(population) OVER (PARTITION BY force_id ORDER BY mid_year)
FROM marts.force_population ORDER BY ALL;

SELECT heading_id, financial_year, sum(net_revenue_expenditure_gbp) AS spent, count(DISTINCT force_id) AS forces
FROM marts.functions_by_poa_heading GROUP BY ALL ORDER BY spent DESC NULLS LAST LIMIT 100;

SELECT line, kind, financial_year, sum(amount_gbp) AS amount FROM marts.expenditure_lines GROUP BY ALL ORDER BY ALL;

SELECT programme, stage, count(*) AS agreements, count(*) FILTER (WHERE is_live) AS live FROM marts.agreements
GROUP BY ALL ORDER BY agreements DESC;

SELECT a.title, a.start_date, count(p.party_id) AS parties FROM marts.agreements AS a
JOIN marts.agreement_parties AS p USING (agreement_id) WHERE a.is_live GROUP BY ALL ORDER BY parties DESC LIMIT 25;

SELECT force_id, sum(live_agreements) AS agreements FROM marts.force_agreements_by_heading
GROUP BY force_id ORDER BY agreements DESC;

SELECT force_id, partner_id, max(agreements_in_common) AS agreements FROM variation.collaboration_network
GROUP BY ALL HAVING agreements > 1 ORDER BY agreements DESC LIMIT 100;

SELECT financial_year, style, sum(agreements_live) AS agreements, sum(value_gbp) AS value
FROM variation.national_picture GROUP BY ALL ORDER BY ALL;

SELECT category, financial_year, amount_gbp, suppliers FROM variation.procurement_categories
ORDER BY amount_gbp DESC NULLS LAST LIMIT 40;

SELECT stability, count(*) AS places, avg(places_moved) AS moved FROM variation.rank_intervals GROUP BY stability;

SELECT s.return_id, s.status, count(DISTINCT s.submission_id) AS files, count(f.finding_id) AS findings
FROM quality.submissions AS s LEFT JOIN quality.findings AS f ON s.submission_id = f.submission_id
GROUP BY ALL ORDER BY ALL;

SELECT return_id, financial_year, state, count(*) AS returns FROM quality.completeness GROUP BY ALL ORDER BY ALL;

SELECT table_name, column_name, description, unit FROM release.data_dictionary
WHERE description ILIKE '%pounds%' ORDER BY ALL LIMIT 200;
