"""Documents about data sets, one file per format."""
