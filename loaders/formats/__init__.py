"""Readers of file formats: each turns bytes into Content, that is raw text with the structure that the format marks."""
