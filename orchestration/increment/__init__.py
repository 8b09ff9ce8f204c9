"""Matching again only what new and changed records can reach; everything else stays as it was decided. See rematch.py."""
