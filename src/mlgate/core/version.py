"""The version of mlgate, as the package, its statements and its reports give it."""

VERSION = "0.1.0"
