"""What the write process asks of the one that holds the database, and what that tells."""

from typing import Final

BEGIN: Final = "begin"
"""Take the store, if it is not held yet, for a group of changes."""
MAKE: Final = "make"
"""Make one change; its documents follow as frames of their own."""
CHECK: Final = "check"
"""Validate the group; if it fails, all of it is dropped."""
PUBLISH: Final = "publish"
"""Make the group durable and seen."""
LEAVE: Final = "leave"
"""Let others write."""

DONE: Final = "done"
PUBLISHING: Final = "publishing"
"""The next thing that is done is to make this snapshot the current one."""
FAILED: Final = "failed"
"""It was not done; ``lost`` tells that the whole group was dropped with it."""
