"""atheris over the readers of users' files: only their own errors may come out of any bytes.

No test of the suite: it is run by hand for as long as one likes, as README.md next to it says. The corpus starts from
the seeds here and grows in a folder of the temporary one; an input that breaks a reader is left next to it.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["snnbench", "arff", "yaml"]):
    from snnbench.config.errors import ConfigError
    from snnbench.config.read import read_config_file
    from snnbench.data.arff_file import read_arff
    from snnbench.data.csv_file import load_csv
    from snnbench.data.declared import Dataset
    from snnbench.data.errors import DataError
    from snnbench.theory.certificate_file import NotACertificate, require_certificate
    from snnbench.theory.checker import check
    from snnbench.theory.proof.certificate import certificate
    from snnbench.theory.proof.prove import prove
    from snnbench.theory.proof.theorems import paper_theorems

SCRATCH = Path(tempfile.mkdtemp())
FILE = SCRATCH / "input"
ARFF = """@relation r
@attribute x real
@attribute 'a b' {red,'dark blue'}
@attribute s string
@attribute d date "yyyy-MM-dd"
@attribute n {yes,no}
@data
1.5,red,'a, b',2024-01-01,yes
?,'dark blue',"x\\"y",?,no
"""
CSV = "size,colour,day,class\n" + "".join(f'{i * i},"re,d{i % 3}",,{"ab"[i % 2]}\n' for i in range(12))
WORDS = {
    "csv": r', ; " "" class 1e999 nan 2024-01-01 50% ? 0,5',
    "arff": r"@relation @attribute @data real date string { } ' \" ? % \\ ,",
    "yaml": "- : [ ] { } &a *a <<: !! ' \" | > --- ~ 1e-3 .inf tasks methods grids default datasets estimators",
    "certificate": r'" [ ] { } , - / . 0 "x" "y" "bound" "boxes" "domain" "mu" "quantity"',
}
"""Of the mutator; white space is in all of them."""


def read_csv() -> None:
    """Read a task, scaling included; the first byte of the input chooses how the file is declared."""
    content = FILE.read_bytes()
    choice = content[0] if content else 0
    FILE.write_bytes(content[1:])
    separator = ",;\t|"[choice & 3]
    source = {
        "csv": str(FILE),
        "target": "class",
        "separator": separator,
        "decimal": "," if choice & 4 and separator != "," else ".",
        "missing": ["?"] if choice & 8 else [],
    }
    split = {"split": {"folds": 2}} if choice & 16 else {}
    with contextlib.suppress(DataError):
        load_csv(Dataset(name="mine", source=source, **split), 0, SCRATCH).prepare(0)


def read_arff_file() -> None:
    with contextlib.suppress(DataError):
        read_arff(FILE, "data set")


def read_config() -> None:
    with contextlib.suppress(ConfigError):
        read_config_file(FILE)


def read_certificate() -> None:
    with contextlib.suppress(NotACertificate):
        require_certificate(FILE)
        check(FILE)


def tables() -> list[bytes]:
    return [f"\0{CSV}".encode(), f"\x19{CSV.replace(',', ';')}".encode(), "\0\ufeffa,class\n1,x\n".encode()]


def arff_files() -> list[bytes]:
    header = ARFF.partition("1.5")[0]
    return [ARFF.encode(), f"{header}{{0 1.5, 1 'dark blue', 4 no}}\n".encode()]


def configs() -> list[bytes]:
    return [path.read_bytes() for path in sorted(ROOT.glob("configs/**/*.yaml"))]


def certificates() -> list[bytes]:
    """One per claim, so that each is read in milliseconds."""
    theorems = paper_theorems()
    whole = certificate(theorems, prove(theorems))
    return [json.dumps({"claims": [claim]}).encode() for claim in whole["claims"]]


READERS: dict[str, tuple[Callable[[], None], Callable[[], list[bytes]]]] = {
    "csv": (read_csv, tables),
    "arff": (read_arff_file, arff_files),
    "yaml": (read_config, configs),
    "certificate": (read_certificate, certificates),
}


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] not in READERS:
        sys.exit(f"usage: {sys.argv[0]} {{{','.join(READERS)}}} [options of libFuzzer]")
    name = sys.argv.pop(1)
    read, seeds = READERS[name]
    folder = Path(tempfile.gettempdir(), "snnbench-fuzz")
    corpus, words = folder / name, folder / f"{name}.words"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)
    escaped = (
        "".join(f"\\x{byte:02x}" for byte in word.encode()) for word in [*WORDS[name].split(), "\n", "\r", "\t", " "]
    )
    words.write_text("".join(f'"{word}"\n' for word in escaped))

    def one_input(content: bytes) -> None:
        FILE.write_bytes(content)
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings(action="ignore"):
            read()

    options = ["-timeout=30", "-rss_limit_mb=4000", f"-dict={words}", f"-artifact_prefix={folder}/{name}-"]
    given = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    atheris.Setup([sys.argv[0], *options, *sys.argv[1:], *([] if given else [str(corpus)])], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
