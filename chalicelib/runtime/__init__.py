"""Settings, telemetry and wiring; one small module per function, so that each loads only what it needs."""
