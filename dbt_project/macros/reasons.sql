{#- Why an item is open, per reconciliation. The first that holds is the reason; each code is a row of seeds/reason_codes. -#}

{% macro text_means(meaning) -%}
    regexp_matches(upper(coalesce(description, '')), {{ word_pattern(meaning) }})
{%- endmacro %}

{% macro reason_bank() -%}
    case
        when side = 'right' and item_amount < 0 and {{ text_means('returned_item') }} then 'returned_item'
        when suggested_reason = 'amount_mismatch' then suggested_reason
        when side = 'left' and has_matched_twin then 'duplicate_in_books'
        when side = 'right' and (has_matched_twin or has_open_twin) then 'duplicate_at_bank'
        when is_elsewhere then 'wrong_account'
        when verdict = 'ambiguous' then 'ambiguous'
        when suggested_reason is not null then suggested_reason
        when side = 'right' and item_amount < 0 and {{ text_means('fee') }} then 'bank_fee_not_booked'
        when side = 'right' and {{ text_means('interest') }} then 'interest_not_booked'
        when side = 'right' and age_days <= 3 then 'recent_bank_line'
        when side = 'right' then 'missing_in_books'
        when item_amount < 0 and (payment_method = 'check' or check_number is not null) and age_days > 45 then 'stale_check'
        when item_amount < 0 and (payment_method = 'check' or check_number is not null) then 'outstanding_check'
        when age_days <= 10 then 'deposit_in_transit'
        else 'missing_at_bank'
    end
{%- endmacro %}

{% macro reason_processor_payout() -%}
    case
        when suggested_reason is not null then suggested_reason
        when verdict = 'ambiguous' then 'ambiguous'
        when side = 'right' then 'bank_credit_without_payout'
        when age_days <= 5 or status in ('in_transit', 'pending') then 'payout_in_transit'
        else 'payout_missing_at_bank'
    end
{%- endmacro %}

{% macro reason_payout_composition() -%}
    case
        when suggested_reason is not null then suggested_reason
        when verdict = 'ambiguous' then 'ambiguous'
        when side = 'right' then 'payout_without_lines'
        else 'awaiting_payout'
    end
{%- endmacro %}

{% macro reason_processor_clearing() -%}
    case
        when suggested_reason is not null then suggested_reason
        when verdict = 'ambiguous' then 'ambiguous'
        when age_days <= 5 then 'clearing_in_transit'
        when side = 'left' and record_type = 'customer_payment' then 'receipt_without_charge'
        when side = 'right' and record_type = 'charge' then 'charge_missing_in_books'
        when side = 'right' and record_type = 'processor_fee' then 'fee_missing_in_books'
        else 'clearing_not_booked'
    end
{%- endmacro %}

{% macro reason_receivable() -%}
    case
        when record_type = 'customer_payment' and settles_void_invoice then 'payment_on_void_invoice'
        when record_type = 'customer_payment' and (allocated_amount <> 0 or is_rest_of_payment) then 'over_paid'
        when record_type = 'customer_payment' and is_paid_before then 'duplicate_payment'
        when suggested_reason is not null and record_type = 'customer_payment' then suggested_reason
        when record_type = 'customer_payment' then 'payment_without_invoice'
        when record_type = 'credit_note' then 'unapplied_credit'
        when record_type = 'customer_refund' then 'refund_without_credit'
        when allocated_amount <> 0 and {{ days_between('last_payment_on', as_of()) }} > 10 then 'short_paid'
        when due_on < {{ as_of() }} then 'overdue'
        else 'unpaid_not_due'
    end
{%- endmacro %}

{% macro reason_gl_tieout() -%}
    case
        when suggested_reason is not null then suggested_reason
        when verdict = 'ambiguous' then 'ambiguous'
        when side = 'left' then 'not_posted_to_ledger'
        when has_document then 'ledger_amount_mismatch'
        else 'manual_posting_to_control_account'
    end
{%- endmacro %}

{% macro reason_files() -%}
    case
        when item_amount < 0 and {{ text_means('returned_item') }} then 'returned_item'
        when suggested_reason is not null then suggested_reason
        when verdict = 'ambiguous' then 'ambiguous'
        when has_matched_twin then 'duplicate'
        else 'unmatched'
    end
{%- endmacro %}
