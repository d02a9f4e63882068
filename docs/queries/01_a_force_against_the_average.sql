-- How many police officers per 1,000 residents does Kent have, and how does that compare with the other forces?
SELECT financial_year, round(value, 2) AS officers, round(average_value, 2) AS average, rank_desc AS place
FROM by_measure.officers_per_1000_population
WHERE force_name = 'Kent' AND heading_name = 'All functions'
ORDER BY financial_year DESC
LIMIT 3;
-- Answer: financial_year | officers | average | place
-- 2022/23 | 2.24 | 2.14 | 16
-- 2021/22 | 2.13 | 2.04 | 15
-- 2020/21 | 2.12 | 1.98 | 15
