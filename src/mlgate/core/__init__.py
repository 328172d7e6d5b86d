"""What mlgate believes: values, Protocols, and pure functions over them.

Nothing here opens a file, reads a clock or looks at the environment.
"""
