"""The flat tables of a release: read from its quads, written as CSV and Parquet, and described by a data dictionary."""
