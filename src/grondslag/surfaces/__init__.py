"""Surfaces: what the declarations show to others than a request: tables and migrations, OpenAPI, explanation."""
