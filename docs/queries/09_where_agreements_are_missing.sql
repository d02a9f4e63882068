-- In which regions does no force have a live agreement on procurement?
SELECT home_office_region, forces_in_region, forces_elsewhere
FROM variation.headings_without_collaboration
WHERE heading_name = 'Procurement'
ORDER BY home_office_region;
-- Answer: home_office_region | forces_in_region | forces_elsewhere
-- London | 2 | 11
-- North East | 3 | 11
-- South West | 5 | 11
-- Wales | 4 | 11
-- West Midlands | 4 | 11
-- Yorkshire and the Humber | 4 | 11
