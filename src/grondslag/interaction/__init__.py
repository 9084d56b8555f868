"""Layer 5: what people see. Pages rendered on the server, that work without JavaScript."""
