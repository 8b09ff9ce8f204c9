"""Plaid: bank transactions, accounts and balances of one Item (a login at one bank) per connection."""
