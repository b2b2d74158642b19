"""Swedish-looking words from a fixed vocabulary: made up, and the same at every run."""

import random
import uuid

FIRST = """anhörig barn brukar distans elev familje forsknings fritids hälso idrotts kommun kunskaps kultur ledar läns
medarbetar mottagnings närvaro primärvårds psykiatri samverkans skol social suicid stöd trygghets ungdoms vård
åldrande äldre återhämtnings överenskommelse""".split()
SECOND = """arbete dialog forum grupp insats kartläggning konferens lots metod modell mottagning nätverk plan prevention
process projekt rond råd rådgivning samordning satsning stöd teamet uppföljning utbildning utveckling verkstad
övning""".split()
PLAIN = """alla att av behöver berättar bland bygger deltar efter erbjuder fler flera fortsätter får för genom gör har hela
i ihop inom kommer kring leder med mellan mindre möter når och om ordnar personer på prövar saknar som sprider startar
stärker söker till tidigt tillsammans under unga utvecklar varje visar växer åter över""".split()
COMPOUNDS = [first + second for first in FIRST for second in SECOND]


class Writer:
    """Words, texts, uuids and choices, all from one seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)

    def words(self, count: int) -> str:
        """Return so many words, every other of them a compound of the field."""
        return " ".join(self.random.choice(COMPOUNDS if place % 2 else PLAIN) for place in range(count))

    def title(self) -> str:
        """Return three to six words that start with a compound."""
        rest = self.words(self.random.randint(2, 5))
        return f"{self.random.choice(COMPOUNDS).capitalize()} {rest}"

    def text(self, sentences: int) -> str:
        """Return so many sentences of 6 to 14 words."""
        made = (self.words(self.random.randint(6, 14)).capitalize() for _ in range(sentences))
        return ". ".join(made) + "."

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def chance(self, share: float) -> bool:
        """Return True in this share of the calls."""
        return self.random.random() < share
