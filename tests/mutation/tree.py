"""A copy of the repository in which modules are mutated one after the other."""

import hashlib
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_times = itertools.count(2_000_000_000)


def copied(to: Path) -> tuple[str, str]:
    """Copy what git knows or would add, and return a hash of the package and one of everything."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    shutil.rmtree(to, ignore_errors=True)
    package, everything = hashlib.sha256(), hashlib.sha256()
    for name in sorted(filter(None, names)):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
            for digest in (package, everything) if name.startswith("snnbench/") else (everything,):
                digest.update(name.encode() + (ROOT / name).read_bytes())
    return package.hexdigest()[:16], everything.hexdigest()[:16]


@contextmanager
def mutated(file: Path, text: str) -> Iterator[None]:
    """Change a file for a while, at a time of its own, by which Python knows its compiled modules."""
    before, changed = file.read_bytes(), file.stat()
    try:
        file.write_text(text)
        time = next(_times)
        os.utime(file, (time, time))
        yield
    finally:
        file.write_bytes(before)
        os.utime(file, ns=(changed.st_atime_ns, changed.st_mtime_ns))
