-- In which sub-functions that forces record alike was most budgeted above the average in 2017/18?
SELECT h.heading_name, round(s.opportunity_gbp / 1000000) AS million_pounds, round(s.p90 / s.p10, 1) AS p90_to_p10
FROM variation.national_summary AS s
JOIN marts.dim_poa_heading AS h USING (heading_id)
JOIN variation.dim_average_method AS m USING (average_method)
WHERE s.measure_id = 'nre_per_head_estimate' AND s.financial_year = '2017/18' AND m.is_default
  AND h.level = 2 AND h.heading_system = 'poa' AND s.is_comparable
ORDER BY s.opportunity_gbp DESC
LIMIT 5;
-- Answer: heading_name | million_pounds | p90_to_p10
-- Local investigation/prisoner processing | 95.0 | 2.0
-- Specialist community liaison | 47.0 | 3.0
-- Estates | 35.0 | 1.7
-- Central communications unit | 34.0 | 1.5
-- Intelligence gathering/covert policing | 29.0 | 2.8
