"""Reports of synthetic runs, and the browser that opens them."""

import shutil
from pathlib import Path

import pytest
from synthetic_runs import write_whole_run


@pytest.fixture
def no_figures(monkeypatch):
    """Drawing takes most of the time of a report; tests of something else go without."""
    monkeypatch.setattr("snnbench.report.build.draw_figures", lambda results, folder: ([], {}))


@pytest.fixture
def whole_run(tmp_path):
    """A run of all methods on UCI tasks, HTRU2 and Tox21, nothing missing."""
    return write_whole_run(tmp_path)


@pytest.fixture(scope="session")
def make_whole_run():
    """The same for a folder of the test's own."""
    return write_whole_run


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium."""
    driver = pytest.importorskip("playwright.sync_api")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("needs chromium")
    with driver.sync_playwright() as running:
        # The sandbox needs rights that containers do not give.
        opened = running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser):
    """Opens a page; at the end there must have been no error, no dialog, and no request but for the page itself."""
    pages, problems, requests = [], [], []

    def open_one(path, width=1200, **options):
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        # A busy machine is no defect.
        page.set_default_timeout(0)
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: problems.append("a dialog opened") or dialog.dismiss())
        page.on("request", lambda request: requests.append(request.url))
        url, _, fragment = str(path).partition("#")
        page.goto(Path(url).as_uri() + (f"#{fragment}" if fragment else ""))
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.close()
    assert not problems
    assert all(url.startswith(("file:", "data:", "blob:")) for url in requests)
    assert sum(url.startswith("file:") for url in requests) == len(pages)
