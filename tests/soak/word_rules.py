"""word_rules.py FILE.docx...: what Word is strict about and LibreOffice forgives, looked for in every part: the order of
the elements of properties, a paragraph at the end of every cell, as many cells as the grid has columns, ids that are not
given twice, a type for every part, and no relationship into the void. Stands in for Word, which no test can run."""
import posixpath
import sys
import zipfile
from collections import Counter
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# The sequences of ISO/IEC 29500-1 (transitional), annex A.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
           "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
           "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
           "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
           "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
           "lang eastAsianLayout specVanish oMath",
    "pBdr": "top left bottom right between bar",
    "tbl": "tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
             "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
              "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
             "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "styles": "docDefaults latentStyles style",
    "docDefaults": "rPrDefault pPrDefault",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "settings": "writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries "
                "displayBackgroundShape printPostScriptOverText embedTrueTypeFonts embedSystemFonts saveSubsetFonts "
                "mirrorMargins bordersDoNotSurroundHeader bordersDoNotSurroundFooter hideSpellingErrors "
                "hideGrammaticalErrors proofState attachedTemplate linkStyles stylePaneFormatFilter documentProtection "
                "autoFormatOverride trackRevisions defaultTabStop autoHyphenation evenAndOddHeaders "
                "characterSpacingControl footnotePr endnotePr updateFields compat rsids themeFontLang clrSchemeMapping "
                "decimalSymbol listSeparator",
}
ORDERS = {name: order.split() for name, order in ORDERS.items()}
REPEATED = {"tr", "style", "tblStylePr", "abstractNum", "num", "lvl", "headerReference", "footerReference"}


def local(element):
    return element.tag.rpartition("}")[2]


def order_faults(element):
    order = ORDERS.get(local(element)) if element.tag.startswith(W) else None
    if order is None:
        return
    names = [local(child) for child in element]
    for name in names:
        if name not in order:
            yield f"{local(element)} may not hold {name}"
    # headers and footers may come mixed, before all else
    places = [0 if name.endswith("erReference") else order.index(name) for name in names if name in order]
    if places != sorted(places):
        yield f"{local(element)} holds {' '.join(names)}: not this order"
    for name, count in Counter(names).items():
        if count > 1 and name not in REPEATED:
            yield f"{local(element)} holds {name} {count} times"


def table_faults(table):
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    for row in table.findall(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        if len(cells) != columns:
            yield f"a row of {len(cells)} cells in a table of {columns} columns"
        for cell in cells:
            if len(cell) == 0 or cell[-1].tag != W + "p":
                yield "a cell that does not end with a paragraph"


def part_faults(root):
    for element in root.iter():
        yield from order_faults(element)
        if element.tag == W + "tbl":
            yield from table_faults(element)
    for body in root.iter(W + "body"):
        after = [local(child) for child in body]
        if after[-1:] != ["sectPr"] or after[-2:-1] != ["p"] or after.count("sectPr") != 1:
            yield "the body does not end with a paragraph and its section"
        if ("tbl", "tbl") in zip(after, after[1:]):
            yield "two tables touch: they become one"
    for name in ("style", "abstractNum", "num"):
        for given, count in Counter(e.get(f"{W}{name}Id") for e in root.iter(W + name)).items():
            if count > 1:
                yield f"{name} {given} is there {count} times"
    for given, count in Counter(e.get("id") for e in root.iter(WP + "docPr")).items():
        if count > 1:
            yield f"docPr id {given} is given {count} times"


def type_faults(root, parts):
    endings, overrides = [], []
    for element in root:
        endings += [element.get("Extension").lower()] if local(element) == "Default" else []
        overrides += [element.get("PartName")] if local(element) == "Override" else []
    for given, count in Counter(endings + overrides).items():
        if count > 1:
            yield f"the type of {given} is said {count} times"
    for name in overrides:
        if name.lstrip("/") not in parts:
            yield f"a type for {name}, which is not there"
    for name in parts:
        if name != "[Content_Types].xml" and name.rpartition(".")[2].lower() not in endings and "/" + name not in overrides:
            yield f"{name} has no type"


def relation_faults(name, root, parts, user):
    base = posixpath.dirname(posixpath.dirname(name))
    ids = Counter(element.get("Id") for element in root)
    for given, count in ids.items():
        if count > 1:
            yield f"relationship {given} is given {count} times"
    for element in root:
        target = element.get("Target")
        if element.get("TargetMode") != "External" and posixpath.normpath(
                target.lstrip("/") if target.startswith("/") else posixpath.join(base, target)) not in parts:
            yield f"relationship to {target}, which is not there"
    for element in user.iter() if user is not None else ():
        for key, value in element.attrib.items():
            if key.startswith(R) and value not in ids:
                yield f"{local(element)} names {value}, no relationship"


def style_faults(styles, root):
    known = {(e.get(W + "type"), e.get(W + "styleId")) for e in styles.iter(W + "style")}
    for tag, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
        for name in {e.get(W + "val") for e in root.iter(W + tag)}:
            if (kind, name) not in known:
                yield f"{kind} style {name} is not there"


def faults(file):
    """Every breach found in the document, as "part: what"."""
    found = []
    with zipfile.ZipFile(file) as package:
        parts = package.namelist()
        if len(set(parts)) != len(parts):
            found.append("a part is in the package twice")
        roots = {n: ElementTree.fromstring(package.read(n)) for n in parts if n.endswith((".xml", ".rels"))}
    for name, root in roots.items():
        here = list(part_faults(root))
        if name == "[Content_Types].xml":
            here += type_faults(root, parts)
        elif name.endswith(".rels"):
            user = posixpath.join(posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-len(".rels")])
            here += relation_faults(name, root, parts, roots.get(user))
        elif name.startswith("word/") and "word/styles.xml" in roots:
            here += style_faults(roots["word/styles.xml"], root)
        found += [f"{name}: {one}" for one in here]
    return found


if __name__ == "__main__":
    everything = [f"{file}: {one}" for file in sys.argv[1:] for one in faults(file)]
    print("\n".join(everything) or f"{len(sys.argv) - 1} documents, no breach")
    sys.exit(1 if everything else 0)
