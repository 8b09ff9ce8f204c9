(
    select *
    from reconciliation_statement
    where ($facility::varchar is null or facility = $facility::varchar)
    qualify row_number() over (partition by account_id order by period desc) = 1
)
