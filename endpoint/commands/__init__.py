"""The commands of ``phaen``, one a module."""
