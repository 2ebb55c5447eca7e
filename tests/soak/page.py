#!/usr/bin/python3
"""page.py PROGRAM WORKSPACE [FOLDER]: the HTML report of a site with at least 50 findings may have 3 MB, and its map
must answer a click a second after the browser began to load the page.

Makes a corridor of one site across the sample workspace, screens it, opens the report in headless Chromium (its own
remote control over two pipes, nothing else is needed), waits until the map is drawn, clicks on the site as a mouse
does and waits until the page says what lies there. The time is the browser's own, from the start of the navigation to
the answer. Wide and phone pictures of the page are left in FOLDER. Nothing may be wider than the phone. Exit 1 when a
limit does not hold.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

MOST_BYTES = 3_000_000
LEAST_FINDINGS = 50
MOST_MS = 1000
ROUNDS = 5
CORRIDOR = [[127.10, 43.92], [127.45, 43.72]]
HALF_WIDTH = 0.004  # degrees
CLICK = """(() => {
  const svg = document.querySelector('figure.alive svg.map');
  if (!svg || svg.getBoundingClientRect().width === 0) return null;
  const site = svg.querySelector('g[data-layer="site"] path') || svg;
  svg.scrollIntoView({block: 'center'});
  const box = site.getBoundingClientRect(), all = svg.getBoundingClientRect();
  return {x: (Math.max(box.left, all.left) + Math.min(box.right, all.right)) / 2,
          y: (Math.max(box.top, all.top) + Math.min(box.bottom, all.bottom)) / 2};
})()"""
TOLD = "(() => { const t = document.querySelector('figure.alive .told'); return t && t.textContent ? " \
       "{ms: performance.now(), text: t.textContent} : null; })()"


class Browser:
    """Chromium without a window, asked over pipes 3 and 4 of its own."""

    def __init__(self, folder):
        to_it, from_us = os.pipe()
        from_it, to_us = os.pipe()

        def pipes():
            os.dup2(to_it, 3)
            os.dup2(to_us, 4)
        high = [os.dup2(fd, 20 + i) for i, fd in enumerate((to_it, to_us))]  # out of the way of 3 and 4
        os.close(to_it)
        os.close(to_us)
        to_it, to_us = high
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             f"--user-data-dir={folder}/chromium", "about:blank"], preexec_fn=pipes, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_it)
        os.close(to_us)
        self.out, self.read = os.fdopen(from_us, "wb", 0), os.fdopen(from_it, "rb", 0)
        self.number, self.kept = 0, b""
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self.session = None
        self.session = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self.ask("Page.enable", {})

    def ask(self, method, parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        self.out.write(json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.kept:
                part = self.read.read(65536)
                if not part:
                    raise RuntimeError("Chromium has gone")
                self.kept += part
            one, self.kept = self.kept.split(b"\0", 1)
            answer = json.loads(one)
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def value(self, script):
        return self.ask("Runtime.evaluate", {"expression": script, "returnByValue": True})["result"].get("value")

    def wait_for(self, script, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.value(script)
            if value is not None:
                return value
            time.sleep(0.005)
        raise RuntimeError("the page did not get there: " + script[:80])

    def size(self, width, height, phone=False):
        self.ask("Emulation.setDeviceMetricsOverride",
                 {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone})

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", {"format": "png"})["data"]))

    def close(self):
        self.process.terminate()
        self.process.wait()


def corridor(path):
    """One long narrow polygon, EPSG:4490."""
    left = [[x, y + HALF_WIDTH] for x, y in CORRIDOR]
    right = [[x, y - HALF_WIDTH] for x, y in reversed(CORRIDOR)]
    ring = left + right + left[:1]
    path.write_text(json.dumps({
        "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": [{"type": "Feature", "properties": {"site_id": "ROAD"},
                      "geometry": {"type": "Polygon", "coordinates": [ring]}}]}))


def answered(browser, page):
    """Milliseconds from the start of loading to the answer to a click, and the answer."""
    browser.ask("Page.navigate", {"url": page.resolve().as_uri()})
    place = browser.wait_for(CLICK)
    at = {"x": place["x"], "y": place["y"], "button": "left", "clickCount": 1}
    browser.ask("Input.dispatchMouseEvent", {"type": "mousePressed", **at})
    browser.ask("Input.dispatchMouseEvent", {"type": "mouseReleased", **at})
    return browser.wait_for(TOLD)


def main():
    program, workspace = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else name)
        folder.mkdir(parents=True, exist_ok=True)
        sites = folder / "road.geojson"
        corridor(sites)
        subprocess.run([program, "--quiet", "screen", workspace, str(sites), "--as-of", "2026-11-22", "--out",
                        str(folder), "--format", "json,html"], check=False, stdin=subprocess.DEVNULL)
        run = json.loads((folder / "run.json").read_text())
        findings = sum(finding["effect"] != "none" for finding in run["sites"][0]["findings"])
        page = folder / "report.html"
        size = page.stat().st_size
        browser = Browser(name)
        try:
            browser.size(1280, 900)
            answered(browser, page)  # the browser's own start is not the page's
            told = [answered(browser, page) for _ in range(ROUNDS)]
            browser.picture(folder / "page_map.png")
            browser.value("window.scrollTo(0, 0)")
            browser.picture(folder / "page_wide.png")
            browser.size(390, 844, True)
            phone = answered(browser, page)
            browser.picture(folder / "page_phone_map.png")
            browser.value("window.scrollTo(0, 0)")
            browser.picture(folder / "page_phone.png")
            wide = browser.value("document.documentElement.scrollWidth")
        finally:
            browser.close()
    times = sorted(one["ms"] for one in told)
    middle = times[len(times) // 2]
    print(f"soak: page: {findings} findings, {size / 1e6:.2f} MB; a click is answered {middle:.0f} ms after loading began "
          f"({times[0]:.0f} to {times[-1]:.0f}, {ROUNDS} rounds), on a phone's screen {phone['ms']:.0f} ms; "
          f"the phone's page is {wide} px wide of 390")
    faults = [what for what, wrong in (
        (f"only {findings} findings", findings < LEAST_FINDINGS), (f"{size} bytes", size > MOST_BYTES),
        (f"{middle:.0f} ms", middle > MOST_MS), (f"{wide} px", wide > 390),
        ("the click said: " + told[0]["text"][:80], "ROAD" not in told[0]["text"])) if wrong]
    for fault in faults:
        print("  " + fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
