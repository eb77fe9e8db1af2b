"""Themes, the concepts that statements of plans serve or are classified as: who has them, and plans side by side."""
