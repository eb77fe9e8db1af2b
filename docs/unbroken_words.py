"""Make the list of the Thai words that browsers break within: endpoint/translations/unbroken.th.txt.

python docs/unbroken_words.py

Browsers break Thai lines by the dictionary of ICU, as ``Intl.Segmenter`` of Node.js does. Of the names of places, the
words of plans, and the more frequent words of the language, those are listed that it cuts: of the names all, of the
words those of which a piece is no word. Needs Node.js; run it by hand when ICU has a new dictionary.
"""

import json
import subprocess
from pathlib import Path
from typing import Final

import geothai
from pythainlp.corpus.tnc import unigram_word_freqs

from phaen.loaders.repair.clues import plan_words
from phaen.loaders.search.cutting import THAI, dictionary, letters

TARGET: Final = Path(__file__).parents[1] / "endpoint" / "translations" / "unbroken.th.txt"
FREQUENT: Final = 30
"""Times in the 33 million words of the Thai National Corpus."""
LONGEST: Final = 16
"""Characters: what is longer has to break on a narrow page."""
SEGMENTS: Final = """
const words = new Intl.Segmenter("th", { granularity: "word" });
const given = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(given.map((text) => [...words.segment(text)].map((word) => word.segment))));
"""


def place_names() -> set[str]:
    """Return the names of provinces, districts and subdistricts."""
    found = set()
    for province in geothai.provinces():
        found.add(province.name_th)
        for district in geothai.districts(province.code):
            found |= {district.name_th, *(place.name_th for place in geothai.subdistricts(district.code))}
    return found


def segmented(words: list[str]) -> list[list[str]]:
    """Return the pieces into which a browser would cut each word."""
    command = ["node", "-e", SEGMENTS]
    done = subprocess.run(command, input=json.dumps(words), capture_output=True, text=True, check=True)  # noqa: S603 - ours
    found: list[list[str]] = json.loads(done.stdout)
    return found


def broken(words: set[str]) -> list[str]:
    """Return the words that fit on a line, and that browsers cut."""
    known, names, seen = dictionary().counts, place_names(), unigram_word_freqs()
    usual = {word for word in words if seen.get(word, 0) >= FREQUENT} | set(plan_words())
    listed = sorted(word for word in usual | names if THAI.fullmatch(word) and len(word) <= LONGEST)
    return [
        word
        for word, pieces in zip(listed, segmented(listed), strict=True)
        if len(pieces) > 1 and len(letters(word)) > 1 and (word in names or not known.keys() >= set(pieces))
    ]


def main() -> None:
    """Write the list."""
    found = broken(set(dictionary().counts))
    TARGET.write_text("".join(f"{word}\n" for word in found), "utf-8")
    print(f"{len(found):,} words in {TARGET}")  # noqa: T201 - a program run by hand


if __name__ == "__main__":
    main()
