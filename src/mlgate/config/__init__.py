"""Configuration: org.yaml and mlgate.yaml to a wired Gate; the only wiring."""
