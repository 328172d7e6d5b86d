"""The gate: reads what is known of a subject, and decides."""
