-- How did the average number of officers per 1,000 residents develop, and what was the population base?
SELECT y.financial_year, y.population_mid_year, round(s.average_value, 2) AS average, s.forces_in_average
FROM variation.national_summary AS s
JOIN marts.dim_financial_year AS y USING (financial_year)
JOIN variation.dim_average_method AS m USING (average_method)
WHERE s.measure_id = 'officers_per_1000_population' AND s.heading_id = 'all-functions' AND m.is_default
  AND y.start_year % 5 = 2
ORDER BY y.start_year;
-- Answer: financial_year | population_mid_year | average | forces_in_average
-- 2012/13 | 2012 | 1.98 | 41
-- 2017/18 | 2017 | 1.8 | 41
-- 2022/23 | 2022 | 2.14 | 41
