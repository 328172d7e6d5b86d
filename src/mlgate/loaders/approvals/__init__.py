"""Approvals: people's consent, as forges record it and as mlgate's own statement."""
