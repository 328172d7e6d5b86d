"""Reports of other scanners, of code, secrets and model files: one format a file.

What a scanner found is kept; the text of a secret that it found never is.
"""
