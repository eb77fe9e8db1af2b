"""Reconciliation: which thing of the store a name in somebody's table means (Reconciliation Service API)."""
