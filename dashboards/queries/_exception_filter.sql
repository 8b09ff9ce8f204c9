(len($reconciliations::varchar[]) = 0 or list_contains($reconciliations::varchar[], reconciliation))
    and (len($facilities::varchar[]) = 0 or list_contains($facilities::varchar[], coalesce(facility, 'Shared')))
    and (len($reasons::varchar[]) = 0 or list_contains($reasons::varchar[], reason_code))
    and (len($severities::varchar[]) = 0 or list_contains($severities::varchar[], severity))
    and (len($owners::varchar[]) = 0 or list_contains($owners::varchar[], coalesce(owner, 'Nobody')))
    and (len($currencies::varchar[]) = 0 or list_contains($currencies::varchar[], currency))
    and ($least::decimal(18, 2) is null or abs(amount) >= $least::decimal(18, 2))
    and (
        $words::varchar is null
        or contains(
            lower(concat_ws(
                ' ', exception_id, entry_id, source_id, counterparty, description, reason, reason_code, facility, connection_id, amount
            )),
            lower($words::varchar)
        )
    )
