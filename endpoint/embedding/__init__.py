"""Results as pictures for other sites: small pages that may stand in a frame, and drawings that are files."""
