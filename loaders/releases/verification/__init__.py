"""What is checked of a release, one module for each kind of thing that can be wrong."""
