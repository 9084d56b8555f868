"""Layer 3, integration: what passes between components and those who use them."""
