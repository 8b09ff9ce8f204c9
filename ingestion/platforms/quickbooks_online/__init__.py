"""QuickBooks Online: what platform.yml cannot say lives beside it."""
