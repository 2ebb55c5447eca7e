"""office.py PROGRAM WORKSPACE SITES: screens sites to DOCX, has LibreOffice make a PDF of it, and demands that the PDF
has every zone, every heading and the head of every table; in both languages. What Word alone is strict about is looked
for by word_rules."""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import word_rules


def solid(text):
    return re.sub(r"[\s\u202f\u2009]+", "", text)


def check(program, workspace, sites, language):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(
            [program, "--lang", language, "--quiet", "screen", workspace, sites, "--as-of", "2026-11-22", "--out", folder,
             "--format", "json,docx"], check=False)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        subprocess.run(["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, folder / "report.docx"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
        text = subprocess.run(["pdftotext", "-raw", folder / "report.pdf", "-"], check=True, capture_output=True,
                              text=True).stdout
        run = json.loads((folder / "run.json").read_text())
        faults = word_rules.faults(folder / "report.docx")
    pages = text.split("\f")
    whole = solid(text)
    for site in run["sites"]:
        for finding in site["findings"]:
            for key in ("zone_name", "zone_id"):
                # a name is broken over the lines of a narrow cell: letters of the next column may stand between
                words = solid(finding[key] or "")
                if words and words not in whole and words[:4] not in whole:
                    faults.append(f"{site['id']}: {key} {words} is not on the paper")
        if solid(site["id"]) not in whole:
            faults.append(f"site {site['id']} is not on the paper")
    head = "法律后果" if language == "zh" else "Consequence"
    rows = "不符合" if language == "zh" else "Not compliant"
    print(f"soak: office {language}: {len(pages) - 1} pages, {sum(head in page for page in pages)} with the head of the overlay, "
          f"{sum(rows in page for page in pages)} with a verdict, {len(faults)} faults")
    for fault in faults[:20]:
        print("  " + fault)
    return faults


if __name__ == "__main__":
    program, workspace, sites = sys.argv[1:4]
    sys.exit(1 if [f for language in ("zh", "en") for f in check(program, workspace, sites, language)] else 0)
