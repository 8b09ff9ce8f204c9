-- One row: the business date from which ages and windows count.
select max(as_of_on) as as_of_on from as_of
