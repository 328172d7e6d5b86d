"""Bills of materials: what all formats of them share, and what each says its way."""
