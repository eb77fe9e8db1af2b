"""Measure text repair: how much of each kind of damage is undone, how much sound text is changed, and how fast it is.

python -m benchmarks.repair

pythainlp.util.normalize stands beside it: it mends the order of signs and some doubled ones, and knows no words.
Run from the root of the repository. Writes docs/benchmarks/text-repair.md.
"""

import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from random import Random

from phaen.loaders.repair.characters import mend_characters
from phaen.loaders.repair.clues import DISORDER
from phaen.loaders.repair.view import unchanged
from phaen.loaders.sources import sample_folder
from phaen.loaders.text import clean

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "benchmarks" / "text-repair.md"
CLEAN = ROOT / "tests" / "loaders" / "data" / "clean-thai"
LISTS = {
    "words_th.txt": "dictionary of pythainlp",
    "orst_words_th.txt": "dictionary of the Royal Society",
    "volubilis_words_th.txt": "Volubilis dictionary",
    "wikipedia_titles_th.txt": "titles of the Thai Wikipedia",
    "family_names_th.txt": "family names",
    "person_names_female_th.txt": "women's names",
    "person_names_male_th.txt": "men's names",
    "syllables_th.txt": "syllables",
}
ENTRIES = 150
"""Entries of a list that make one text."""

BYTES = 5_000
"""Of the page that is timed, in UTF-8."""

RUNS = 15

Mend = Callable[[str], str]


@dataclass
class Score:
    """Edits between damaged and sound text, those left after mending, and those that mending added."""

    harm: int = 0
    left: int = 0
    spoilt: int = 0

    @property
    def recall(self) -> str:
        """Give the share of the damage that is undone."""
        return f"{(self.harm - self.left) / self.harm:.1%}"


def normalize(text: str) -> str:
    """Let pythainlp mend a text."""
    from pythainlp.util import normalize as peer

    return str(peer(text))


def mended(text: str) -> str:
    """Let phaen mend a text."""
    return clean(text).text


MENDERS: tuple[Mend, ...] = (mended, normalize)


def pages() -> list[str]:
    """Give the sound pages: those of the tests, and the two sample plans with the blanks that they are read with."""
    texts = [path.read_text("utf-8") for path in sorted(CLEAN.glob("*.txt"))]
    return [*texts, *(mended(path.read_text("utf-8")) for path in sorted(sample_folder().glob("*.txt")))]


def damage_rows() -> Iterator[str]:
    """Measure each kind of damage."""
    sys.path.insert(0, str(ROOT))
    from tests.loaders.damage import DAMAGES, edits

    for name, damage in DAMAGES.items():
        scores = [Score() for _ in MENDERS]
        for number, sound in enumerate(pages()):
            damaged = damage(sound, Random(number))
            for mend, score in zip(MENDERS, scores, strict=True):
                for before, after, right in by_line(tidy(damaged), tidy(mend(damaged)), tidy(sound)):
                    score.harm += edits(before, right)
                    score.left += edits(after, right)
                    score.spoilt += (edits(before, after) + edits(after, right) - edits(before, right)) // 2
        cells = " | ".join(f"{score.recall} | {score.spoilt}" for score in scores)
        yield f"| {name} | {scores[0].harm} | {cells} |"


def tidy(text: str) -> str:
    """Leave out what makes no difference to a label: runs of blanks, blanks at the ends of lines, empty lines."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def by_line(*texts: str) -> Iterable[tuple[str, ...]]:
    """Compare line by line where the lines are still the same."""
    lines = [text.split("\n") for text in texts]
    return zip(*lines, strict=True) if len({len(some) for some in lines}) == 1 else [texts]


def sound_rows() -> Iterator[str]:
    """Count the changes of sound entries, each list as lines, with blanks between its entries, and without."""
    for name, title in LISTS.items():
        text = files("pythainlp.corpus").joinpath(name).read_text("utf-8")
        entries = [line.strip() for line in text.splitlines() if is_sound(line.strip())]
        Random(1).shuffle(entries)
        texts = [
            between.join(entries[start : start + ENTRIES])
            for between in ("\n", " ", "")
            for start in range(0, len(entries), ENTRIES)
        ]
        changed = [sum(mend(text) != text for text in texts) for mend in MENDERS]
        characters = sum(map(len, texts))
        yield f"| {title} | {len(entries):,} | {characters:,} | {changed[0]} of {len(texts)} | {changed[1]} |"


def is_sound(text: str) -> bool:
    """Leave out what is misspelt in a list itself, such as two SARA E for SARA AE."""
    return bool(text) and mend_characters(unchanged(text)).text == text and not DISORDER.search(text)


def speed_rows() -> Iterator[str]:
    """Time a sound page, and pages with damage in all their lines."""
    from tests.loaders.damage import lost_am, shifted, spaced_am

    sound = "\n".join(pages()).encode()[:BYTES].decode(errors="ignore")
    texts = {
        "sound": sound,
        "SARA AM as SARA AA": lost_am(sound, Random(1)),
        "SARA AM as blank + SARA AA": spaced_am(sound, Random(1)),
        "marks shifted by one letter": shifted(sound, Random(1)),
    }
    for name, text in texts.items():
        yield f"| {name} | " + " | ".join(f"{milliseconds(mend, text):.2f}" for mend in MENDERS) + " |"


def milliseconds(mend: Mend, text: str) -> float:
    """Give the median of the processor's time."""
    mend(text)
    found = []
    for _ in range(RUNS):
        started = time.process_time()
        mend(text)
        found.append(time.process_time() - started)
    return statistics.median(found) * 1e3


def page() -> str:
    """Write the figures as a page."""
    lines = [
        "<!-- Made by benchmarks/repair.py. -->",
        "",
        "# Text repair",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}; Python {platform.python_version()}, {platform.machine()}.",
        "Beside it: `pythainlp.util.normalize`, which mends the order of signs and knows no words.",
        "",
        "## Damage undone",
        "",
        "The sound pages of the tests and the two sample plans, damaged at random. *Damage*: characters to add, leave",
        "out or exchange. *Undone*: the share that repair takes back. *Spoilt*: edits that lead away from the sound",
        "text.",
        "Runs of blanks count as one. Blanks that damage puts between words cannot be told from those that were there.",
        "",
        "| kind | damage | undone | spoilt | peer: undone | spoilt |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *damage_rows(),
        "",
        "## Sound text changed",
        "",
        f"Every list as texts of {ENTRIES} entries: a line each, with blanks between, and joined.",
        "*Changed*: texts with any change.",
        "",
        "| list | entries | characters | changed | peer |",
        "| --- | ---: | ---: | ---: | ---: |",
        *sound_rows(),
        "",
        "## Time",
        "",
        f"Milliseconds of processor time for a page of {BYTES:,} bytes (UTF-8); median of {RUNS} runs.",
        "The dictionary, loaded with the first damaged text of a process, takes half a second more.",
        "",
        "| page | phaen | peer |",
        "| --- | ---: | ---: |",
        *speed_rows(),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print and write the page."""
    text = page()
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
