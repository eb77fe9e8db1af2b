"""The views of a result that need no script: bars, lines, a matrix or a tree, made of its rows."""
