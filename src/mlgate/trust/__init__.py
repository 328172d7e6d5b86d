"""Trust: keys, signatures over statements, and who vouches for what."""
