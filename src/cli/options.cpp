#include "cli/options.hpp"

#include "base/files.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sstream>

namespace ecoredline {

std::vector<std::string> splitList(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');)
    if (!trimmed(part).empty()) parts.push_back(trimmed(part));
  return parts;
}

void addStylesOption(CLI::App& command, const Session& s, OwnFolders& own) {
  command.add_option_function<std::string>(
      "--styles", [&own](const std::string& word) { own.styles = pathFromUtf8(word); },
      s.word("自己的样式文件夹：其中的文件代替 styles/ 中的同名文件",
             "a styles folder of one's own: its files stand for those of styles/ of the same name"));
}

void addTemplatesOption(CLI::App& command, const Session& s, OwnFolders& own) {
  command.add_option_function<std::string>(
      "--templates", [&own](const std::string& word) { own.templates = pathFromUtf8(word); },
      s.word("自己的报告模板文件夹：其中的文件代替 templates/ 中的同名文件",
             "a folder of report templates of one's own: its files stand for those of templates/ of the same name"));
}

void addSourceOptions(CLI::App& command, const Session& s, SourceWords& w) {
  const char* group = s.word("读文件", "Reading files");
  command
      .add_option("--crs", w.crs,
                  s.word("文件的坐标系，如 EPSG:4530（缺省：文件自带的）",
                         "CRS of the file, e.g. EPSG:4530 (default: its own)"))
      ->group(group);
  command
      .add_option("--encoding", w.encoding,
                  s.word("文字编码，如 GB18030（缺省：按字节判定）",
                         "text encoding, e.g. GB18030 (default: decided on the bytes)"))
      ->group(group);
  command.add_option("--layer", w.layer, s.word("文件中的图层名", "layer of the file"))->group(group);
  command.add_option("--axis", w.axis, s.word("坐标次序 xy 或 yx", "axis order, xy or yx"))->group(group);
  command
      .add_option("--datum-shift", w.datum_shift,
                  s.word("七参数 dx,dy,dz,rx,ry,rz,s（米，秒，ppm）；全零：坐标无误",
                         "seven parameters dx,dy,dz,rx,ry,rz,s (m, arc-seconds, ppm); zeros: no move is due"))
      ->group(group);
  command
      .add_option("--repair", w.repair,
                  s.word("无效图形在副本上修复：ask、yes、no", "repair invalid geometry on a copy: ask, yes, no"))
      ->group(group)
      ->capture_default_str();
  command
      .add_option("--field", w.fields,
                  s.word("指定字段 标准名=文件列名，可重复", "field choice canonical=source, repeatable"))
      ->group(group)
      ->take_all();
}

namespace {

tl::unexpected<Error> bad(const char* code, const std::string& given, Text advice) {
  return fail(ErrorKind::usage, code,
              {fmt::format("选项值不能理解：{}", given), fmt::format("Option value not understood: {}", given)}, {},
              std::move(advice));
}

Result<DatumShift> datumShift(const std::string& text) {
  const auto parts = splitList(text);
  DatumShift shift;
  try {
    if (parts.size() == 7) {
      for (std::size_t i = 0; i < 7; ++i) shift.parameters[i] = std::stod(parts[i]);
      return shift;
    }
  } catch (const std::exception&) { // falls through to the message
  }
  return bad("options.datum_shift", text, {"七个数，以逗号分开", "seven numbers with commas"});
}

} // namespace

Result<SourceOptions> toSourceOptions(const SourceWords& words) {
  SourceOptions options;
  options.read.crs = words.crs;
  options.read.encoding = words.encoding;
  options.read.layer = words.layer;
  if (words.axis == "xy")
    options.read.axis = AxisOrder::xy;
  else if (words.axis == "yx")
    options.read.axis = AxisOrder::yx;
  else if (!words.axis.empty())
    return bad("options.axis", words.axis, {"xy 或 yx", "xy or yx"});
  if (words.repair == "ask")
    options.read.repair = RepairConsent::ask;
  else if (words.repair == "yes")
    options.read.repair = RepairConsent::yes;
  else if (words.repair == "no")
    options.read.repair = RepairConsent::no;
  else
    return bad("options.repair", words.repair, {"ask、yes 或 no", "ask, yes or no"});
  if (!words.datum_shift.empty()) {
    auto shift = datumShift(words.datum_shift);
    if (!shift) return fail(shift.error());
    options.read.datum_shift = *shift;
  }
  for (const std::string& field : words.fields) {
    const auto equals = field.find('=');
    if (equals == std::string::npos || equals == 0)
      return bad("options.field", field, {"写作 标准名=列名", "write canonical=source"});
    options.fields[field.substr(0, equals)] = field.substr(equals + 1);
  }
  return options;
}

} // namespace ecoredline
