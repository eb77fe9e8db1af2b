"""Pictures of results as SVG that stands alone: no style sheet, no script, nothing from elsewhere."""
