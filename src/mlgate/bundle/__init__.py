"""Evidence bundles: one file with all that a decision rests on but the weights."""
