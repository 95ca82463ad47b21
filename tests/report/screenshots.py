"""The pictures of docs/report.md: make screenshots, or this script with the folder of a run on own data.

Reports are made from results/reference/quick and from a small run on two data sets of scikit-learn as CSV files, which
is computed first if no folder is given (a minute or two). Needs Chromium, and pdftoppm (poppler) for the printed pages.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from sklearn.datasets import load_breast_cancer, load_wine

from snnbench.report.build import build_report

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OWN = {
    "run": "own",
    "tasks": ["user"],
    "methods": ["SNN", "BatchNorm", "ResNet", "RandomForest", "SVM", "NearestNeighbours", "LogisticRegression"],
    "grids": str(ROOT / "configs/search/demo.yaml"),
    "search": "halving",
}
PAGES = 4
"""Printed pages that are shown."""


def run_on_own_data(folder: Path) -> Path:
    """Compute the run and return its folder."""
    datasets = []
    for name, load in (("cultivars", load_wine), ("tumours", load_breast_cancer)):
        data = load(as_frame=True)
        table = data.frame.assign(target=[data.target_names[label] for label in data.target])
        table.to_csv(folder / f"{name}.csv", index=False)
        source = {"csv": str(folder / f"{name}.csv"), "target": "target"}
        datasets.append({"name": name, "source": source, "split": {"folds": 4}})
    config = folder / "own.yaml"
    config.write_text(yaml.safe_dump(OWN | {"datasets": datasets}), encoding="utf-8")
    words = ["snakemake", "--snakefile", str(ROOT / "Snakefile"), "--cores", "all", "--configfile", str(config)]
    subprocess.run(words, cwd=folder, check=True)
    return folder / "results" / "own"


def save(picture: Path, name: str) -> None:
    """Write a picture to docs with few colours, which keeps text sharp and files small."""
    with Image.open(picture) as image:
        image.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(DOCS / f"{name}.png", optimize=True)


def shoot(
    browser: Browser, report: Path, name: str, size: tuple[int, int], part: str = "", scheme: str = "light"
) -> None:
    """Take a picture of what a window of a size shows."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.set_default_timeout(0)
    page.goto(report.as_uri() + part)
    if part.startswith("#task/"):
        page.locator("h2:has-text('Chosen settings')").wait_for()
    picture = report.parent / f"{name}.png"
    page.screenshot(path=picture)
    page.close()
    save(picture, name)


def print_pages(browser: Browser, report: Path, name: str) -> None:
    """Print a report and put pictures of its first pages next to each other."""
    page = browser.new_page()
    page.set_default_timeout(0)
    page.goto(report.as_uri())
    printed = report.parent / "print.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    page.close()
    subprocess.run(
        ["pdftoppm", "-r", "50", "-l", str(PAGES), "-png", str(printed), str(printed.with_suffix(""))], check=True
    )
    pages = [Image.open(path) for path in sorted(report.parent.glob("print-*.png"))]
    joined = Image.new("RGB", (sum(page.width + 6 for page in pages) - 6, pages[0].height), "grey")
    for place, picture in enumerate(pages):
        joined.paste(picture, (place * (picture.width + 6), 0))
    joined.save(report.parent / "pages.png")
    save(report.parent / "pages.png", name)


def main() -> None:
    """Make all pictures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as running:
        folder = Path(name)
        build_report(ROOT / "results/reference/quick", folder / "reference", drop_incomplete=True)
        own = Path(sys.argv[1]) if len(sys.argv) > 1 else run_on_own_data(folder)
        build_report(own, folder / "own-report", drop_incomplete=True)
        reference, mine = folder / "reference/report.html", folder / "own-report/report.html"
        browser = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shoot(browser, reference, "report", (1366, 768))
        shoot(browser, reference, "report-dark", (1366, 768), "#explore", scheme="dark")
        shoot(browser, reference, "report-task", (1100, 1250), "#task/abalone")
        shoot(browser, reference, "report-phone", (390, 844))
        shoot(browser, mine, "report-own-data", (1366, 768))
        print_pages(browser, reference, "report-print")
        browser.close()


if __name__ == "__main__":
    main()
