"""What tools measured of a model or its data, and what their monitors saw."""
