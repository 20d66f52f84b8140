"""The programming interface: OpenAPI with scoped tokens; health, readiness, metrics, webhooks."""
