(select max(as_of_on) from as_of)
