"""Certificates replayed: the matching done again from the records as they are now, and its word held against the stored one."""
