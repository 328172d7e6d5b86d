"""Policy folders become values here: rules with their annotations, cases and pages."""
