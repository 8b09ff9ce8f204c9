"""Xero, Accounting API 2.0. One connection is one organisation (tenant)."""
