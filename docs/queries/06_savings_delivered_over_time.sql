-- What did Cambridgeshire save in its collaboration with Bedfordshire and Hertfordshire, by year and to date?
SELECT financial_year, delivered_gbp, cumulative_recurrent_gbp AS yearly_saving_gbp, total_to_date_gbp
FROM marts.programme_savings
WHERE programme = 'Bedfordshire, Cambridgeshire and Hertfordshire' AND delivered_gbp IS NOT NULL
ORDER BY financial_year;
-- Answer: financial_year | delivered_gbp | yearly_saving_gbp | total_to_date_gbp
-- 2014/15 | 2600000.00 | 2600000.00 | 2600000.00
-- 2015/16 | 926000.00 | 3526000.00 | 6126000.00
-- 2016/17 | 920000.00 | 4446000.00 | 10572000.00
-- 2017/18 | 547000.00 | 4993000.00 | 15565000.00
-- 2018/19 | 1158000.00 | 6151000.00 | 21716000.00
