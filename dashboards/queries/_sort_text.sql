case $sort::varchar
        when 'reconciliation' then reconciliation
        when 'reason_code' then reason_code
        when 'facility' then facility
        when 'counterparty' then counterparty
        when 'owner' then owner
        when 'currency' then currency
    end
