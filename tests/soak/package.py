"""package.py DEB [--root FOLDER] [--keep]: installs the Debian package on a bare Debian 12 and uses it there as a new
user would: dependencies, both programs, the GDAL driver, man pages, the window under a real X server, and what purging
leaves behind. Wants root and debootstrap; the machine it runs on is not touched."""
import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

SURVEY = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=42
精度=0.01
转换参数=,,,,,,
[地块坐标]
4,1.0,1,一号地块,面,,,,@
J1,1,4850000.00,42500000.00
J2,1,4850000.00,42500100.00
J3,1,4850100.00,42500100.00
J4,1,4850100.00,42500000.00
J1,1,4850000.00,42500000.00
"""

# Each import is one line of the sample's list, as `./dev demo` has it.
WORK = """set -eu
cd /srv
data=/usr/share/ecoredline/sample_data
ecoredline --quiet init ws.gpkg --title bare
grep -v '^#' $data/workspace.txt | while IFS='|' read -r file kind version date accuracy coverage; do
  [ -n "$file" ] || continue
  ecoredline --quiet import ws.gpkg "$data/$file" --kind "$kind" --version "$version" --date "$date" \\
    --accuracy "$accuracy" --coverage "$coverage" </dev/null
done
ecoredline --quiet screen ws.gpkg $data/sites.gpkg --facts $data/facts.toml --as-of 2026-11-22 --out out --format json,html,csv,gpkg
ecoredline --quiet map ws.gpkg --sheet redline --as-of 2026-11-22 --out out/redline.pdf
"""


class Bare:
    """A Debian 12 of its own in a folder."""

    def __init__(self, root):
        self.root = root
        self.faults = []

    def run(self, script, environment=(), check=True, timeout=1800):
        words = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={self.root}/proc", "chroot", str(self.root),
                 "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/srv", "LANG=C.UTF-8",
                 "DEBIAN_FRONTEND=noninteractive", *environment, "/bin/sh", "-c", script]
        done = subprocess.run(words, capture_output=True, text=True, timeout=timeout)
        if check and done.returncode != 0:
            raise SystemExit(f"package: {script.splitlines()[0]}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done

    def expect(self, what, holds, detail=""):
        print(f"package: {'ok ' if holds else 'BAD'} {what}{': ' + detail if detail else ''}", flush=True)
        if not holds:
            self.faults.append(what)


def bootstrap(root):
    if root.exists():
        raise SystemExit(f"package: {root} is there already")
    base = root.with_name(root.name + "-base")
    if not (base / "etc/debian_version").exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", base, "http://deb.debian.org/debian"], check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["cp", "-a", base, root], check=True)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    policy = root / "usr/sbin/policy-rc.d"  # nothing is started in it
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)


def install(bare, deb):
    shutil.copy(deb, bare.root / "srv/ecoredline.deb")
    bare.run("apt-get -q update")
    before = bare.run("dpkg-query -f '.\\n' -W").stdout.count(".")
    begin = time.monotonic()
    bare.run("apt-get -q -y install /srv/ecoredline.deb")
    after = bare.run("dpkg-query -f '.\\n' -W").stdout.count(".")
    size = subprocess.run(["du", "-sxm", bare.root], capture_output=True, text=True).stdout.split()[0]
    bare.expect("apt resolves every dependency", True,
                f"{before} packages before, {after} after, {time.monotonic() - begin:.0f} s, {size} MB in all")


def command_line(bare):
    version = bare.run("ecoredline --version").stdout.strip()
    packaged = bare.run("dpkg-query -f '${Version}' -W ecoredline").stdout
    bare.expect("the version is the package's", packaged in version, version)
    begin = time.monotonic()
    bare.run(WORK)
    run = json.loads((bare.root / "srv/out/run.json").read_text())
    verdicts = [site["id"] + " " + site["verdict"]["level"] if isinstance(site["verdict"], dict) else site["id"] + " " + site["verdict"]
                for site in run["sites"]]
    bare.expect("the sample sites are screened", len(verdicts) > 3, f"{len(verdicts)} sites in {time.monotonic() - begin:.0f} s")
    bare.expect("a sheet is drawn", (bare.root / "srv/out/redline.pdf").stat().st_size > 20000)
    (bare.root / "srv/plot.txt").write_text(SURVEY.replace("\n", "\r\n"), encoding="gb18030")
    seen = bare.run("ecoredline check /srv/plot.txt", check=False)
    bare.expect("GDAL finds the driver of survey files", "一号地块" in seen.stdout or "SurveyTXT" in seen.stdout + seen.stderr
                or seen.returncode in (0, 4), f"exit {seen.returncode}")


def pages(bare):
    bare.run("apt-get -q -y install --no-install-recommends man-db xvfb xauth desktop-file-utils")
    for page in ("ecoredline", "ecoredline-screen", "ecoredline-desktop"):
        text = bare.run(f"man -P cat {page}").stdout
        bare.expect(f"man {page} opens", "NAME" in text and len(text) > 500, f"{len(text.splitlines())} lines")
    checked = bare.run("desktop-file-validate /usr/share/applications/ecoredline.desktop", check=False)
    bare.expect("the desktop file is valid", checked.returncode == 0, checked.stdout.strip())
    for file in ("usr/share/icons/hicolor/scalable/apps/ecoredline.svg", "usr/share/mime/packages/ecoredline.xml"):
        bare.expect(f"/{file} is there", (bare.root / file).exists())


def window(bare, how, start, environment):
    """The window tells by what it keeps of its session that it has the workspace."""
    state = bare.root / "srv/state"
    shutil.rmtree(state, ignore_errors=True)
    script = f"""mkdir -p /srv/screen
{start} ecoredline-desktop --lang zh /srv/ws.gpkg >/srv/window.log 2>&1 &
window=$!
for i in $(seq 120); do
  sleep 0.5
  grep -qs ws.gpkg /srv/state/ecoredline/desktop/*.json && break
done
sleep 3
grep -s ws.gpkg /srv/state/ecoredline/desktop/*.json | head -c 400
ls /srv/screen 2>/dev/null | head -1
cp /srv/screen/Xvfb_screen0 /srv/window.xwd 2>/dev/null || true
kill $window 2>/dev/null || true
"""
    done = bare.run(script, ["XDG_STATE_HOME=/srv/state", *environment], check=False)
    log = (bare.root / "srv/window.log").read_text()
    bare.expect(f"the window opens the workspace {how}", "ws.gpkg" in done.stdout, log.strip()[-300:])


def purge(bare):
    bare.run("apt-get -q -y purge ecoredline")
    left = bare.run("find /usr /etc -iname '*ecoredline*'; ls /usr/lib/*/gdalplugins/*Survey* 2>/dev/null", check=False).stdout.split()
    bare.expect("purging leaves nothing", not left, " ".join(left))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("deb", type=Path)
    parser.add_argument("--root", type=Path, default=Path("build/soak/bookworm"))
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    root = asked.root.resolve()
    root.parent.mkdir(parents=True, exist_ok=True)
    bootstrap(root)
    bare = Bare(root)
    try:
        install(bare, asked.deb)
        command_line(bare)
        pages(bare)
        window(bare, "without a screen", "", ["QT_QPA_PLATFORM=offscreen"])
        window(bare, "on an X server", "xvfb-run -a -s '-screen 0 1600x1000x24 -fbdir /srv/screen'", [])
        purge(bare)
    finally:
        if not asked.keep:
            shutil.rmtree(root)
    print(f"package: {len(bare.faults)} faults")
    return 1 if bare.faults else 0


if __name__ == "__main__":
    sys.exit(main())
