"""The invented access list (生态环境准入清单) of the sample control units: four levels, as workbook and as CSV.

A level without a requirement is stated by a row of its own; the unit list of one unit (NO_UNIT_LIST) was not delivered, so
that nothing is known of that level there. Basins are written by the counties they lie in, because the sample units do not
name their basin.
"""
import csv
import re
import zipfile

from sample_shapes import rng_of

SEED = 20261122
NOTE = "示例数据，虚构，非真实清单"
HEADER = ["级别", "适用范围编码", "管控维度", "条款号", "管控要求", "行业代码", "来源文件", "文号", "施行日期", "失效日期", "备注"]
LAYOUT, EMISSION, RISK, RESOURCE = "空间布局约束", "污染物排放管控", "环境风险防控", "资源利用效率"
NONE = "本层级无要求"
NO_UNIT_LIST = "ZH22028430004"  # the unit of S09
BASIN = {"220202", "220203", "220204", "220211"}  # 清水江流域(虚构)
COUNTIES = ["220202", "220203", "220204", "220211", "220221", "220281", "220282", "220283", "220284"]

PROVINCE = [
    (LAYOUT, "禁止新建不符合产业政策和生态环境准入清单的建设项目。", ""),
    (LAYOUT, "新建化工项目应进入合规化工园区。", "C25、C26"),
    (EMISSION, "新建“两高”项目应落实区域污染物削减。", "C25、C26、C30、C31、C32、D44"),
    (RISK, "涉危险化学品、重金属的企业应编制突发环境事件应急预案。", "C26、C32、C33"),
    (RESOURCE, "黑土地集中区建设项目应剥离并利用表土。", ""),
]
CITY = [
    (LAYOUT, "城市建成区内不再新建燃煤供热、制砖项目。", "C3031、D4430"),
    (EMISSION, "新建涉水项目应满足受纳水体水质目标。", ""),
    (RISK, "饮用水水源地上游不得新增环境风险源。", "C25、C26、N77"),
    (RESOURCE, "地下水超采区严格控制取用地下水。", ""),
]
RIVER = [
    (EMISSION, "清水江流域新建排放总磷的项目实行倍量替代。", "A03、C13、C14、C26"),
    (RISK, "清水江干流岸线1 km范围内严控新建化工、电镀项目。", "C26、C336"),
]
PRIORITY = [
    (LAYOUT, "禁止大规模、高强度的工业和城镇开发。", ""),
    (LAYOUT, "禁止新建采矿、采石项目。", "B"),
    (RISK, "已有损害生态功能的项目限期退出。", ""),
]
KEY = [
    (LAYOUT, "工业项目应布局在园区内，与居民区保持防护距离。", "C"),
    (EMISSION, "现有污水处理设施应提标改造，新增源等量替代。", ""),
    (RISK, "建设用地用途变更前应开展土壤污染状况调查。", ""),
    (RESOURCE, "禁燃区内禁止燃用高污染燃料。", ""),
]
GENERAL = [(EMISSION, "保持生态环境质量基本稳定。", "")]


def clauses(level, scope, letter, items, document, number):
    return [[level, scope, dimension, f"{letter}-{k:02d}", text, industries, document, number, "2024-06-01", "", NOTE]
            for k, (dimension, text, industries) in enumerate(items, 1)]


def nothing(level, scope, document, number):
    return [[level, scope, "", "", NONE, "", document, number, "2024-06-01", "", NOTE]]


def unit_rows(code, name):
    items = {"1": PRIORITY, "2": KEY, "3": GENERAL}[code[8]]
    if code[8] == "3" and rng_of(SEED, "access", code).random() < 0.3:
        return nothing("单元", code, f"{name}准入清单", "示例环〔2024〕4号")
    return clauses("单元", code, "U", items, f"{name}准入清单", "示例环〔2024〕4号")


def rows(units):
    """`units`: rows of control_units.gpkg, code and name first."""
    found = clauses("省级", "*", "P", PROVINCE, "示例省总体准入要求", "示例环〔2024〕1号")
    for county in COUNTIES:
        document = ("示例流域准入清单", "示例环〔2024〕2号")
        found += clauses("流域", county, "B", RIVER, *document) if county in BASIN else nothing("流域", county, *document)
    found += clauses("市级", "2202", "C", CITY, "示例市准入清单", "示例环〔2024〕3号")
    for unit in sorted(units):
        if unit[0] != NO_UNIT_LIST:
            found += unit_rows(unit[0], unit[1])
    return found


def write_workbook(path, found):
    """One sheet with a title above the header, as such tables come. The parts carry no time of day."""
    import openpyxl  # heavy, and only for this file
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "准入清单"
    sheet.append(["示例市生态环境准入清单（虚构，不是任何地方的真实清单）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    for row in [HEADER] + found:
        sheet.append(row)
    for cell in sheet[1] + sheet[2]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJK", (8, 18, 16, 9, 52, 24, 30, 20, 12, 12, 26)):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=3, min_col=5, max_col=5):
        row[0].alignment = Alignment(wrap_text=True)
    sheet.freeze_panes = "A3"
    draft = path.with_suffix(".draft")
    book.save(draft)
    with zipfile.ZipFile(draft) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            data = made.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-11-22T00:00:00Z", data)
            kept.writestr(zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    draft.unlink()


def write(folder, units):
    found = rows(units)
    write_workbook(folder / "access_list.xlsx", found)
    with open(folder / "access_list.csv", "w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, lineterminator="\r\n").writerows([HEADER] + found)
    print(f"access list: {len(found)} rows")
