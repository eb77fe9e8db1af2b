"""What fonts, PDF writers, keyboards and web pages do to Thai text, for the tests and the benchmark of its repair."""

import re
from collections.abc import Callable
from random import Random

from phaen.loaders.text import words_of

Damage = Callable[[str, Random], str]

MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
TONE = "\u0e48-\u0e4b"
LOW_ROOM = re.compile(f"(?<=[ก-ฮ])[{TONE}\u0e4c]")
SPACED_AM = re.compile(f"([{TONE}]?)\u0e33")
CLUSTER = re.compile(f"[ก-ฮะาำเ-ๅ][{MARK}]*|.", re.DOTALL)
PRIVATE = {
    "่": "\uf70a\uf705\uf713",
    "้": "\uf70b\uf706\uf714",
    "์": "\uf70e\uf709\uf717",
    "ิ": "\uf701\uf885",
    "ี": "\uf702\uf886",
    "ั": "\uf710\uf884",
    "ญ": "\uf70f\uf89a",
    "ฐ": "\uf700\uf89e",
}
SPACED_OUT_WORDS = re.compile("ยุทธศาสตร์|พันธกิจ|ประชาชน|พัฒนา|วิสัยทัศน์|ท้องถิ่น|เศรษฐกิจ|เทศบาล")


def nikhahit(text: str, chance: Random) -> str:
    return SPACED_AM.sub(lambda am: chance.choice([f"ํ{am[1]}า", f"{am[1]}ํา"]), text)


def am_and_aa(text: str, _: Random) -> str:
    return text.replace("ำ", "ำา")


def spaced_am(text: str, chance: Random) -> str:
    return SPACED_AM.sub(lambda am: chance.choice([f" {am[1]}า", f"{am[1]} า"]), text)


def lost_am(text: str, _: Random) -> str:
    return text.replace("ำ", "า")


def every_aa_as_am(text: str, _: Random) -> str:
    return text.replace("า", "ำ")


def aa_as_am_in_some_lines(text: str, chance: Random) -> str:
    return "\n".join(line.replace("า", "ำ") if chance.random() < 0.2 else line for line in text.split("\n"))


def no_thanthakhat(text: str, _: Random) -> str:
    return text.replace("\u0e4c", "")


def no_low_marks(text: str, _: Random) -> str:
    """Fonts have glyphs of their own for tones over a bare consonant, which often lead to no character."""
    return LOW_ROOM.sub("", text)


def no_tones(text: str, _: Random) -> str:
    return re.sub(f"[{TONE}]", "", text)


def no_marks_over(text: str, _: Random) -> str:
    return re.sub("[\u0e31\u0e34-\u0e37\u0e47-\u0e4c]", "", text)


def shifted(text: str, chance: Random) -> str:
    """The last mark of a letter is printed over the next one, with a blank after it."""
    letters = CLUSTER.findall(text)
    printed = []
    while letters:
        letter, after = letters.pop(0), letters[0] if letters else ""
        if len(letter) > 1 and re.match("[ก-ฮ]", letter) and re.fullmatch("[ก-ฮาะ]", after) and chance.random() < 0.4:
            letters[0] = ""
            letter = f"{letter[:-1]}{after}{letter[-1]} "
        printed.append(letter)
    return "".join(printed)


def document_viewer(text: str, chance: Random) -> str:
    return shifted(tones_first(text, chance), chance)


def tones_first(text: str, _: Random) -> str:
    return re.sub(f"([\u0e31\u0e34-\u0e3a])([{TONE}\u0e4c])", r"\2\1", text)


def doubled_marks(text: str, chance: Random) -> str:
    return re.sub(f"[{MARK}]", lambda mark: mark[0] * (2 if chance.random() < 0.1 else 1), text)


def private_glyphs(text: str, chance: Random) -> str:
    return "".join(chance.choice(PRIVATE[c]) if c in PRIVATE and chance.random() < 0.5 else c for c in text)


def invisible_characters(text: str, chance: Random) -> str:
    return "".join(c + (chance.choice("\u200b\u200c\u00ad\ufeff") if chance.random() < 0.1 else "") for c in text)


def replaced_letters(text: str, chance: Random) -> str:
    return re.sub("[ก-๎]", lambda letter: "\ufffd" if chance.random() < 0.01 else letter[0], text)


def blanks_in_words(text: str, chance: Random) -> str:
    return "".join(_split(word, chance) if len(word) > 3 and chance.random() < 0.1 else word for word in words_of(text))


def _split(word: str, chance: Random) -> str:
    letters = CLUSTER.findall(word)
    places = [
        i for i in range(1, len(letters)) if re.match("[ก-ฮ]", letters[i]) and not re.match("[เ-ไ]", letters[i - 1])
    ]
    if not places:
        return word
    place = chance.choice(places)
    return "".join(letters[:place]) + " " + "".join(letters[place:])


def words_spaced_out(text: str, chance: Random) -> str:
    return SPACED_OUT_WORDS.sub(
        lambda word: " ".join(CLUSTER.findall(word[0])) if chance.random() < 0.4 else word[0], text
    )


def lines_spaced_out(text: str, chance: Random) -> str:
    return "\n".join(" ".join(CLUSTER.findall(line)) if chance.random() < 0.15 else line for line in text.split("\n"))


def a_letter_a_line(text: str, chance: Random) -> str:
    """Only lines of one word: where the blanks were in longer ones cannot be known."""
    return "\n".join(
        "\n".join(CLUSTER.findall(line)) if re.fullmatch("[ก-๎]{6,30}", line) and chance.random() < 0.7 else line
        for line in text.split("\n")
    )


DAMAGES: dict[str, Damage] = {
    "SARA AM as NIKHAHIT + SARA AA": nikhahit,
    "SARA AM as SARA AM + SARA AA": am_and_aa,
    "SARA AM as blank + SARA AA": spaced_am,
    "SARA AM as SARA AA": lost_am,
    "SARA AA as SARA AM": every_aa_as_am,
    "SARA AA as SARA AM, some lines": aa_as_am_in_some_lines,
    "THANTHAKHAT dropped": no_thanthakhat,
    "tones on bare consonants dropped": no_low_marks,
    "all tones dropped": no_tones,
    "all marks over dropped": no_marks_over,
    "marks shifted by one letter": shifted,
    "tones before vowels, marks shifted": document_viewer,
    "tones before vowels": tones_first,
    "marks doubled": doubled_marks,
    "private glyphs": private_glyphs,
    "invisible characters": invisible_characters,
    "letters replaced by U+FFFD": replaced_letters,
    "blanks in words": blanks_in_words,
    "words spaced out": words_spaced_out,
    "lines spaced out": lines_spaced_out,
    "a letter a line": a_letter_a_line,
}


def edits(one: str, other: str) -> int:
    """Count the characters to add, leave out or exchange (Levenshtein), by the bit vectors of Myers (1999)."""
    if not one or not other:
        return len(one) or len(other)
    places: dict[str, int] = {}
    for place, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << place
    last, every = 1 << (len(one) - 1), (1 << len(one)) - 1
    more, less, count = every, 0, len(one)
    for character in other:
        same = places.get(character, 0)
        across = (((same & more) + more) ^ more) | same
        down = less | (every & ~(across | more))
        up = more & across
        count += bool(down & last) - bool(up & last)
        down = (down << 1 | 1) & every
        more = (up << 1 & every) | (every & ~(same | less | down))
        less = down & (same | less)
    return count
