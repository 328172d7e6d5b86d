"""mlgate: may this model be released?"""

__version__ = "0.1.0"
