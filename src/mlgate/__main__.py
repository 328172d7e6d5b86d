"""``python -m mlgate``: the command line, without its script.

Python looks for modules in the working folder first then, and that may be the judged's
own. The script ``mlgate`` does not, nor does ``python -P -m mlgate``: prefer these.
"""

import sys

if not sys.flags.safe_path:
    # Late, for this package has been imported already; but before all that is heavy.
    del sys.path[0]

from mlgate.cli import main

if __name__ == "__main__":
    main()
