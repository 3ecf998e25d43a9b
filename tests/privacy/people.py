"""People of six scripts, the ways to write who they are, and the search for any of them."""

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote


@dataclass(frozen=True)
class Person:
    """Somebody who was never imaged.

    Attributes:
        family: Family name.
        given: Given name.
        charset: Specific Character Set (0008,0005) that can write it.
        number: Makes identifiers of people differ.
    """

    family: str
    given: str
    charset: str
    number: int

    @property
    def patient_id(self):
        return f"PID-{self.number}-77231"

    @property
    def accession(self):
        return f"ACC{self.number}998877"

    @property
    def born(self):
        return f"195{self.number}0213"

    @property
    def born_in_words(self):
        return f"195{self.number}-02-13"

    @property
    def uid_root(self):
        return f"1.2.826.0.1.3680043.10.{self.number}5150.4711"

    @property
    def sentence(self):
        return f"GADO 7ml {self.given} {self.family} {self.patient_id} *{self.born}"

    @property
    def spellings(self):
        """The name as people and programs write it."""
        name = f"{self.family}^{self.given}"
        plain = f"{self.given} {self.family}"
        return (
            name,
            plain,
            unicodedata.normalize("NFD", f"{self.family}, {self.given}"),
            name.upper(),
            f"{self.family}_{self.given}_{self.born}_{self.patient_id}",
        )

    @property
    def secrets(self):
        """What may stand nowhere, as `flattened` writes it."""
        day = self.born
        texts = (
            self.family, self.given, self.patient_id, self.accession, self.uid_root, day,
            day[6:] + day[4:6] + day[:4], day[4:6] + day[6:] + day[:4],
        )  # fmt: skip
        return {flattened(text) for text in texts}


PEOPLE = (
    Person("Plantedová", "Ludmila", "ISO_IR 192", 1),
    Person("Посаженова", "Людмила", "ISO_IR 144", 2),
    Person("Φυτευμένη", "Ευφροσύνη", "ISO_IR 126", 3),
    Person("欧阳植", "若曦", "GB18030", 4),
    Person("植村", "ひなた", "ISO_IR 192", 5),
    Person("المزروعة", "نورهان", "ISO_IR 192", 6),
)


def flattened(text):
    """Text without case, accents, escapes, width and punctuation, so that no way to write hides."""
    text = html.unescape(unquote(text, errors="replace"))
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=2**16)
def found(text):
    """Every secret of anybody that stands in a text, each with what stands around it."""
    flat = flattened(text)
    return [
        (secret, flat[max(flat.index(secret) - 40, 0) : flat.index(secret) + 60])
        for secret in SECRETS
        if secret in flat
    ]


SECRETS = frozenset(secret for person in PEOPLE for secret in person.secrets)
