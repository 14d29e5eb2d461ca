"""How soon the form as one file opens, and answers, on a slow laptop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import sync_playwright

from benchmarks import survey
from benchmarks.measure import MODULES, Row, maturity, run
from tools import browser

#: How many times slower than this machine the laptop is.
THROTTLE = 4
ROUNDS = 5
#: Milliseconds of one frame of a screen with 60 of them a second.
FRAME = 1000 / 60

#: What is there when the form can be used.
READY = "#m-form:not([inert]) #m-progress:not(:empty)"
#: Adds up how far what is seen moves by itself.
SHIFT = """globalThis.shift = 0;
new PerformanceObserver(list => { for (const each of list.getEntries()) shift += each.value; })
    .observe({type: "layout-shift", buffered: true});"""

#: Answers every question in its panel, and gives the milliseconds of each: from the choice, through everything that
#: the page does about it at once, to the new layout.
ANSWER = """async level => {
    const taken = [];
    for (const question of document.querySelectorAll("fieldset[data-question]")) {
        location.hash = question.closest(".m-panel").id;
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        if (question.hidden) continue;
        document.body.getBoundingClientRect();
        const start = performance.now();
        question.querySelector(`input[value="${level}"]`).click();
        document.body.getBoundingClientRect();
        taken.push(performance.now() - start);
    }
    return taken;
}"""
#: Shows the profile, with all 49 questions answered.
RESULTS = """async () => {
    location.hash = "p-start";
    await new Promise(done => setTimeout(done, 50));
    const start = performance.now();
    location.hash = "p-results";
    await new Promise(done => addEventListener("hashchange", () => done(), {once: true}));
    document.body.getBoundingClientRect();
    return performance.now() - start;
}"""
#: Ticks each action under “What if”, and gives the milliseconds of each up to the new layout.
WHAT_IF = """() => [...document.querySelectorAll("#m-if input")].map(box => {
    document.body.getBoundingClientRect();
    const start = performance.now();
    box.click();
    document.body.getBoundingClientRect();
    return performance.now() - start;
})"""


def rows(scratch: Path) -> Iterator[Row]:
    """Milliseconds until the form can be used, and from an answer to the updated page."""
    file = scratch / "form.html"
    run([maturity(), "form", "-o", file])
    answers, results, opened, ticks = times(file)
    detail = f"median of {ROUNDS}, the slowest {max(opened):.0f} ms"
    yield Row(f"opened and usable at {THROTTLE}× throttle", median(opened), 2000, "ms", detail)
    within = len([each for each in answers if each <= FRAME])
    detail = f"median of {len(answers)} answers, {within} of them within a frame, the slowest {max(answers):.1f} ms"
    yield Row(f"answer to updated page at {THROTTLE}× throttle", median(answers), 8, "ms", detail)
    yield Row(f"profile shown at {THROTTLE}× throttle", median(results), None, "ms", f"median of {ROUNDS}")
    detail = f"median of {len(ticks)} ticks, the slowest {max(ticks):.1f} ms"
    yield Row(f"what if, a tick at {THROTTLE}× throttle", median(ticks), FRAME, "ms", detail)
    other = scratch / "survey.html"
    if MODULES.is_dir():
        survey.write(other)
        ours, theirs = opening(file, READY), opening(other, survey.READY)
        detail = f"work of the page's processor, {ours:.0f} ms against {theirs:.0f} ms, median of {ROUNDS}"
        yield Row("opening, against a SurveyJS form", ours / theirs, 0.4, "×", detail)
    for name, size in {"telephone": (390, 844), "laptop": (1366, 768)}.items():
        detail = f"cumulative layout shift at {THROTTLE}× throttle"
        yield Row(f"what moves while it opens, {name}", moved(file, *size), 0, "", detail)


def times(file: Path) -> tuple[list[float], list[float], list[float], list[float]]:
    """Milliseconds of each answer, of each look at the profile, from opening the file until an answer can be given, and
    of each tick under “What if”. A first round is not counted."""
    answers: list[float] = []
    results: list[float] = []
    opened: list[float] = []
    ticks: list[float] = []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=browser.flags())
        page = started.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        for number in range(ROUNDS + 1):
            page.goto("about:blank")
            start = perf_counter()
            page.goto(file.as_uri())
            page.locator(READY).wait_for(state="attached")
            opened += [(perf_counter() - start) * 1000] if number else []
        for number in range(ROUNDS + 1):
            taken, shown = page.evaluate(ANSWER, number % 2), page.evaluate(RESULTS)
            if number:
                answers += taken
                results.append(shown)
                ticks += page.evaluate(WHAT_IF)
        started.close()
    return answers, results, opened, ticks


def opening(file: Path, ready: str) -> float:
    """Milliseconds of work until a form can be used: time that the page's own thread had the processor, so that what
    else the machine does is not in it. A first round is not counted."""
    taken: list[float] = []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=browser.flags())
        page = started.new_page(viewport={"width": 1366, "height": 768})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def work() -> float:
            found = session.send("Performance.getMetrics")["metrics"]
            return float(next(each["value"] for each in found if each["name"] == "TaskDuration")) * 1000

        for number in range(ROUNDS + 1):
            page.goto("about:blank")
            before = work()
            page.goto(file.as_uri())
            page.locator(ready).first.wait_for(state="attached")
            taken += [work() - before] if number else []
        started.close()
    return median(taken)


def moved(file: Path, width: int, height: int) -> float:
    """How far what is seen moves by itself while the form opens: cumulative layout shift."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser.find(), args=browser.flags())
        page = started.new_page(viewport={"width": width, "height": height})
        page.add_init_script(SHIFT)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        page.goto(file.as_uri())
        page.locator(READY).wait_for(state="attached")
        page.wait_for_timeout(1000)
        shift = float(page.evaluate("shift"))
        started.close()
    return shift
