"""What goes on around a model: who may use what, what is watched, and where it runs."""
