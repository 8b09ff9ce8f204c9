"""Labelled benchmarks of the matching engine: what truly happened, how books and bank write it down, and how well that is matched."""
