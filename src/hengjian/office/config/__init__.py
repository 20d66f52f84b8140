"""Settings, addresses and the server entry point. Owns no model."""
