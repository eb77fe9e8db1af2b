"""What can be wrong with a wish to compare plans.

LoadError
└── ComparisonError           these plans cannot be compared
    ├── UnknownPlanError      there is no such plan, or no such organisation
    └── OneEditionError       there is only one edition to compare
"""

from phaen.loaders.errors import LoadError


class ComparisonError(LoadError):
    """These plans cannot be compared."""

    code = "comparison"
    exit_code = 2


class UnknownPlanError(ComparisonError):
    """Nothing in the store has this name."""

    code = "comparison-unknown"


class OneEditionError(ComparisonError):
    """There is only one edition to compare."""

    code = "comparison-one-edition"
