"""The report in headless Chromium: sorting, phone width, accessibility, no console error, no request."""

import shutil

import pandas as pd
import pytest

from snnbench.report.build import build_report

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        # The sandbox needs rights that containers do not give.
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory, make_whole_run):
    """A report with a failure and a hostile name."""
    whole_run = make_whole_run(tmp_path_factory.mktemp("run"))
    runs = pd.read_parquet(whole_run / "runs.parquet")
    runs.loc[(runs["task"] == "zoo") & (runs["method"] == "SNN"), ["test_score", "status"]] = [
        float("nan"),
        "failed: x",
    ]
    runs.replace({"task": {"iris": "<img src=x onerror=alert(1)>"}}).to_parquet(whole_run / "runs.parquet")
    tasks = pd.read_csv(whole_run / "tasks.csv", keep_default_na=False)
    tasks.replace({"name": {"iris": "<img src=x onerror=alert(1)>"}}).to_csv(whole_run / "tasks.csv", index=False)
    build_report(whole_run, drop_incomplete=True)
    return whole_run


def open_page(browser, path, width=1200):
    page = browser.new_page(viewport={"width": width, "height": 900})
    problems, requests = [], []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append("a dialog opened") or dialog.dismiss())
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    return page, problems, requests


def column(page, table, name):
    texts = page.locator(f"h3:has-text('{table}') ~ .scroll table").first
    names = [text.strip() for text in texts.locator("thead th").all_inner_texts()]
    place = names.index(name)
    return texts, texts.locator("thead th").nth(place), place


def test_sorting_works_and_is_announced(browser, report):
    page, problems, _ = open_page(browser, report / "report.html")
    table, header, place = column(page, "Table 1 (left)", "p")

    def shown():
        return [row.locator("th,td").nth(place).inner_text() for row in table.locator("tbody tr").all()]

    header.locator("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    values = [float(text.strip("*")) for text in shown()[:-1]]
    assert values == sorted(values)
    assert shown()[-1] == "–"
    header.locator("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    values = [float(text.strip("*")) for text in shown()[:-1]]
    assert values == sorted(values, reverse=True)
    assert shown()[-1] == "–", "what has no value stays last"
    _, other, _ = column(page, "Table 1 (left)", "method")
    other.locator("button").click()
    assert header.get_attribute("aria-sort") is None
    names = [row.locator("th").first.inner_text() for row in table.locator("tbody tr").all()]
    assert names == sorted(names, key=str.lower)
    assert not problems


@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_leaves_the_machine_and_nothing_sticks_out(browser, report, width):
    page, problems, requests = open_page(browser, report / "report.html", width)
    assert not problems
    assert all(url.startswith(("file:", "data:")) for url in requests)
    assert sum(url.startswith("file:") for url in requests) == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")


@pytest.mark.parametrize("name", ["report.html", "tables/tableA11.html"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_no_violation(browser, report, name, width):
    page, _, _ = open_page(browser, report / name, width)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    found = axe.Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert found.violations_count == 0, found.generate_report()


def test_prints(browser, report):
    page, problems, _ = open_page(browser, report / "report.html")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert not problems
