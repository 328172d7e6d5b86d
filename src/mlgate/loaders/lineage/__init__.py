"""Records of how a model came to be, one file per format."""
