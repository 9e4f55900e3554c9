"""`python -m cchc.config.cli`: the same as `cchc`."""

import sys

from cchc.config.cli import main

sys.exit(main())
