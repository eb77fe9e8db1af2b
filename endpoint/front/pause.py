"""How often something that dies is started again."""

from dataclasses import dataclass, field


@dataclass
class Pause:
    """How long to wait before something that died is started again: the longer the more often it dies at once.

    What has lived for a while was sound, and was ended by something else: waiting would only add to the harm.
    All in seconds.
    """

    shortest: float = 0.1
    longest: float = 10.0
    short_life: float = 1.0
    long_life: float = 10.0
    seconds: float = field(default=0.0, init=False)
    until: float = field(default=0.0, init=False)

    def note(self, lived: float, now: float) -> None:
        """Note that it died after some seconds of life."""
        if lived >= self.long_life:
            self.seconds = 0.0
        elif lived >= self.short_life:
            self.seconds = max(self.shortest, self.seconds / 2)
        else:
            self.seconds = min(self.longest, max(self.shortest, 2 * self.seconds))
        self.until = now + self.seconds
