"""The documentation tells of everything that is there, and every link in it leads somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

import handslag
from handslag.trust.permissions import Permission, Role

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OPERATOR_GUIDE = DOCS / "operator-guide.md"
GLOSSARY = DOCS / "glossary.md"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
PICTURE_KILOBYTES = 200

VARIABLE = re.compile(r"\b(?:HANDSLAG_[A-Z_]+|DATABASE_URL)\b")
LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp)/\w")
REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|crates|rubygems)\.(?:org|com|io)\b|\b(?:artifactory|nexus)\.")
# The lock file must name where packages come from: the public registry, and no mirror of one machine's.
LOCK = "uv.lock"
PUBLIC_REGISTRY = {"https://pypi.org", "https://files.pythonhosted.org"}
THIS = "tests/project/test_docs.py"


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def settings_variables() -> set[str]:
    return set(VARIABLE.findall(text_of(ROOT / "handslag" / "settings.py")))


def command_names() -> set[str]:
    files = (ROOT / "handslag").glob("*/management/commands/*.py")
    return {file.stem for file in files if not file.stem.startswith("_")}


def tracked_texts() -> dict[str, str]:
    """Every file that is or is about to be in the repository, by its path; files that are not text left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:
        pytest.skip("not a git repository")
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        raw = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in raw:
            texts[name] = raw.decode("utf-8", errors="replace")
    return texts


def found_in(texts: dict[str, str], pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern is found, as "file:line: text"."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts.items()
        if pattern.search(text)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def links(page: Path) -> list[str]:
    """The targets of a page's links and pictures, code blocks left out."""
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    return [markdown or html for markdown, html in LINK.findall(prose)]


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get where the repository is shown."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def test_every_setting_stands_in_the_operator_guide() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", text_of(OPERATOR_GUIDE), flags=re.MULTILINE))

    assert settings_variables() - told == set()


def test_the_operator_guide_tells_of_no_setting_that_is_gone() -> None:
    told = {name for name in VARIABLE.findall(text_of(OPERATOR_GUIDE)) if name.startswith("HANDSLAG_")}

    assert told - settings_variables() == set()


def test_every_command_stands_in_the_operator_guide() -> None:
    told = set(re.findall(r"^\| `handslag (\w+)", text_of(OPERATOR_GUIDE), flags=re.MULTILINE))

    assert command_names() == told


def test_every_permission_and_role_is_explained() -> None:
    told = text_of(OPERATOR_GUIDE) + text_of(GLOSSARY)

    assert [name.value for name in [*Permission, *Role] if f"`{name.value}`" not in told] == []


def test_every_role_has_its_swedish_name_in_the_glossary() -> None:
    rows = re.findall(r"^\| ([^|]+) \| `Role`, `(\w+)` \|", text_of(GLOSSARY), flags=re.MULTILINE)

    assert {code: swedish for swedish, code in rows} == {role.value: role.label for role in Role}


def test_the_glossary_names_only_what_is_in_the_code() -> None:
    code = "\n".join(text_of(file) for file in (ROOT / "handslag").rglob("*.py"))
    columns = [row.split("|")[2] for row in text_of(GLOSSARY).splitlines() if row.startswith("| ")]
    names = {name for column in columns for name in re.findall(r"`(\w+)`", column)}

    assert {name for name in names if not re.search(rf"\b{name}\b", code)} == set()


def test_the_newest_version_of_the_changelog_is_the_version() -> None:
    newest = re.search(r"^## (\d+\.\d+\.\d+)\b", text_of(ROOT / "CHANGELOG.md"), flags=re.MULTILINE)

    assert newest is not None
    assert newest[1] == handslag.__version__


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_documentation_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        address, _, anchor = link.partition("#")
        if re.match(r"\w+:", link):
            continue
        target = (page.parent / address).resolve() if address else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


def test_every_page_of_the_user_guide_is_reached_and_has_a_picture() -> None:
    pages = {page for page in (DOCS / "user-guide").glob("*.md") if page.name != "README.md"}
    reached = {(DOCS / "user-guide" / link).resolve() for link in links(DOCS / "user-guide" / "README.md")}

    assert pages <= reached
    assert [page.name for page in pages if not re.search(r"!\[[^\]]+\]\(\.\./pictures/", text_of(page))] == []


def test_pictures_are_small_and_used() -> None:
    pictures = sorted((DOCS / "pictures").iterdir())
    used = {(page.parent / link).resolve() for page in PAGES for link in links(page)}

    assert [picture.name for picture in pictures if picture.stat().st_size > PICTURE_KILOBYTES * 1000] == []
    assert [picture.name for picture in pictures if picture not in used] == []


def test_every_decision_is_listed_and_has_its_four_parts() -> None:
    decisions = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    listed = links(DOCS / "decisions" / "README.md")

    assert [decision.name for decision in decisions] == sorted(listed)
    for decision in decisions:
        parts = re.findall(r"^## (\w+)", text_of(decision), flags=re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"], decision.name


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert found_in(tracked_texts(), MACHINE_PATH) == []


def test_no_file_but_the_lock_names_a_package_registry() -> None:
    texts = tracked_texts()
    lock = texts.pop(LOCK)
    del texts[THIS]

    assert found_in(texts, REGISTRY) == []
    assert set(re.findall(r"https?://[^/\"]+", lock)) == PUBLIC_REGISTRY


@pytest.mark.parametrize("folder", ["home", "Users", "root", "work", "tmp"])
def test_a_path_of_a_machine_is_recognised(folder: str) -> None:
    path = f"/{folder}/somebody"

    assert all(MACHINE_PATH.search(text) for text in (path, f"see {path}", f'"{path}"', f"({path})"))


@pytest.mark.parametrize("path", ["https://example.se/work/plan", "/path/to/x", "var/tmp/x", "/srv/handslag"])
def test_other_paths_are_let_through(path: str) -> None:
    assert not MACHINE_PATH.search(path)
