"""Documents in, graph out: read Thai plan documents, map them to RDF, store and publish them."""

import os

if "PYTHAINLP_READ_MODE" not in os.environ:  # the older name of the same, which may not stand beside it
    # Or pythainlp makes a folder for downloads, which phaen never wants, in the home of whoever runs this.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
