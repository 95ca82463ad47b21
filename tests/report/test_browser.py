"""The report in headless Chromium: sorting, filtering, task pages, keyboard, phone width, accessibility, print."""

import re

import pandas as pd
import pytest

from snnbench.report.build import build_report

# What follows an action is waited for: the browser shows it in its own time.
expect = pytest.importorskip("playwright.sync_api").expect
FOREVER = 2**31 - 1
"""The longest time-out in milliseconds; for 0 Playwright takes its own of five seconds."""
expect.set_options(timeout=FOREVER)

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def report(tmp_path_factory, make_whole_run):
    """A report with a failure and a hostile name."""
    whole_run = make_whole_run(tmp_path_factory.mktemp("run"))
    runs = pd.read_parquet(whole_run / "runs.parquet")
    runs.loc[(runs["task"] == "zoo") & (runs["method"] == "SNN"), ["test_score", "status"]] = [
        float("nan"),
        "failed: x",
    ]
    runs.replace({"task": {"iris": HOSTILE}}).to_parquet(whole_run / "runs.parquet")
    trials = pd.read_parquet(whole_run / "trials.parquet")
    trials.replace({"task": {"iris": HOSTILE}}).to_parquet(whole_run / "trials.parquet")
    tasks = pd.read_csv(whole_run / "tasks.csv", keep_default_na=False)
    tasks.replace({"name": {"iris": HOSTILE}}).to_csv(whole_run / "tasks.csv", index=False)
    build_report(whole_run, drop_incomplete=True)
    return whole_run


def column(page, table, name):
    texts = page.locator(f"h3:has-text('{table}') ~ .scroll table").first
    names = [text.strip() for text in texts.locator("thead th").all_inner_texts()]
    place = names.index(name)
    return texts, texts.locator("thead th").nth(place), place


def test_sorting_works_and_is_announced(open_page, report):
    page = open_page(report / "report.html")
    table, header, place = column(page, "Table 1 (left)", "p")

    def shown():
        return [row.locator("th,td").nth(place).inner_text() for row in table.locator("tbody tr").all()]

    def number(text):
        return float(text.strip("*").replace("−", "-"))

    header.locator("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    values = [number(text) for text in shown()[:-1]]
    assert values == sorted(values)
    assert shown()[-1] == "–"
    header.locator("button").press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    values = [number(text) for text in shown()[:-1]]
    assert values == sorted(values, reverse=True)
    assert shown()[-1] == "–", "what has no value stays last"
    _, other, _ = column(page, "Table 1 (left)", "method")
    other.locator("button").click()
    expect(header).not_to_have_attribute("aria-sort", re.compile(""))
    names = [row.locator("th").first.inner_text() for row in table.locator("tbody tr").all()]
    assert names == sorted(names, key=str.lower)


def test_a_filter_shows_the_rows_that_hold_all_words(open_page, report):
    page = open_page(report / "report.html")
    page.get_by_label("Filter the rows of: Table A13").fill("boost")
    rows = page.locator("#table-tableA13 ~ .scroll tbody tr:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("GradientBoosting")


def test_the_leaderboard_follows_the_selection_by_keyboard_alone(open_page, report):
    page = open_page(report / "report.html")
    status, rows = page.locator("#selection"), page.locator("#explorer table tbody tr")
    expect(status).to_have_text("5 tasks, 24 methods; left out: without a result of every method: zoo.")
    page.get_by_role("button", name="HTRU2").focus()
    page.keyboard.press("Enter")
    expect(status).to_have_text("1 task, 24 methods.")
    page.get_by_role("button", name="all suites").press("Space")
    expect(status).to_have_text(re.compile("^7 tasks, 24 methods"))
    page.get_by_text("Choose methods").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="networks", exact=True).press("Enter")
    expect(rows).to_have_count(7)
    page.locator("[data-method=SNN]").focus()
    page.keyboard.press("Space")
    expect(rows).to_have_count(6)
    expect(status, "zoo lacked only SNN").to_contain_text("8 tasks, 6 methods")
    slider = page.locator("[data-property=smallest-rows]")
    slider.focus()
    page.keyboard.press("End")
    expect(status).to_have_text("1 task, 6 methods.")
    page.locator("[data-property=largest-rows]").focus()
    page.keyboard.press("Home")
    expect(slider, "it is taken along").to_have_value("0")


def test_a_task_has_a_page_with_scores_curves_settings_and_trials(open_page, report):
    page = open_page(f"{report / 'report.html'}#task/abalone")
    expect(page.locator("#task h1")).to_have_text("abalone")
    expect(page.locator("#report")).to_be_hidden()
    expect(page.locator("h2:has-text('Chosen settings')")).to_be_visible()
    expect(page.locator("h2:has-text('Learning curves')")).to_be_visible()
    chosen = page.get_by_role("region", name="Chosen settings").locator("tbody tr")
    expect(chosen).to_have_count(24)
    every = page.locator("details:has-text('trials')")
    every.locator("summary").click()
    trials = page.get_by_role("region", name="All trials").locator("tbody tr")
    expect(trials).to_have_count(7 * 3 + 17)
    lines = page.locator("#task .pair svg path[stroke]")
    before = lines.count()
    page.locator("#task .legend input").first.uncheck()
    expect(lines).not_to_have_count(before)
    assert lines.count() < before
    page.get_by_role("link", name="all tasks").click()
    expect(page.locator("#report")).to_be_visible()


@pytest.mark.parametrize("name", ["50%", "nowhere"])
def test_an_address_without_a_task_says_so_and_leads_back(open_page, report, name):
    page = open_page(f"{report / 'report.html'}#task/{name}")
    expect(page.locator("#task h1")).to_have_text(f"No task {name}")
    page.get_by_role("link", name="Back to the report").click()
    expect(page.locator("#report")).to_be_visible()
    expect(page.locator("nav.contents a[aria-current]"), "the rest of the page started").to_have_count(1)


def test_methods_of_a_tasks_charts_can_be_hidden(open_page, report):
    page = open_page(f"{report / 'report.html'}#task/htru2")
    charts = page.get_by_role("img", name=re.compile("Scores on htru2|Score of each split"))
    names = charts.locator("text", has_text=re.compile("^SVM$"))
    expect(charts).to_have_count(2)
    expect(names).to_have_count(2)
    page.locator("#task").get_by_text("Choose methods").press("Enter")
    page.locator("#task").get_by_role("checkbox", name="SVM", exact=True).press("Space")
    expect(names).to_have_count(0)
    expect(charts).to_have_count(2)


def test_the_leaderboard_of_a_selection_has_p_values_from_six_tasks_on(open_page, report):
    page = open_page(report / "report.html")
    head = page.locator("#explorer table thead")
    expect(head, "five tasks of UCI").not_to_contain_text("p against first")
    page.get_by_role("button", name="all suites").press("Space")
    expect(head).to_contain_text("p against first")


def test_a_hostile_name_is_only_a_name(open_page, report):
    page = open_page(report / "report.html")
    page.locator("#task-list a").filter(has_text=HOSTILE).click()
    expect(page.locator("#task h1")).to_have_text(HOSTILE)
    expect(page.locator("h2:has-text('Chosen settings')")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("fragment", ["", "#task/htru2"])
def test_nothing_sticks_out(open_page, report, width, fragment):
    page = open_page(f"{report / 'report.html'}{fragment}", width)
    # What is drawn by scripts, and images, may be what sticks out.
    expect(page.locator("#task h1" if fragment else "#explorer table tbody tr").first).to_be_visible()
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("report.html", 390, "light"),
        ("report.html", 1200, "dark"),
        ("report.html#task/htru2", 1200, "light"),
        ("tables/tableA11.html", 1200, "light"),
    ],
)
def test_axe_finds_no_violation(open_page, report, name, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = open_page(report / name, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    found = axe.Axe().run(page)
    assert len(found.response["passes"]) > 10
    assert found.violations_count == 0, found.generate_report()


def test_prints_on_at_most_twelve_pages(open_page, report):
    page = open_page(report / "report.html")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 12
    page.emulate_media(media="print")
    assert page.evaluate(
        "[...document.querySelectorAll('table')].every(table => !table.offsetParent || table.scrollWidth <= innerWidth)"
    )
