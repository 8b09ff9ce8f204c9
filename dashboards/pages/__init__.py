"""Dash pages. Each module has PATH, NAME, ``layout(published, search)`` and ``register(app, published)``."""
