"""Pure functions: a DataFrame of one query in, a Plotly figure out. No database, no clock, no state."""
