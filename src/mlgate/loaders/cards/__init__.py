"""Cards of models and data sets, whatever they are written in."""
