#include "office_parts.hpp"

#include "base/files.hpp"
#include "base/markup.hpp"
#include "office_body.hpp"

#include <algorithm>

namespace ecoredline {

namespace fs = std::filesystem;

namespace {

constexpr const char* kContents = "[Content_Types].xml";
constexpr const char* kBody = "word/document.xml";
constexpr const char* kRelations = "word/_rels/document.xml.rels";

tl::unexpected<Error> noTemplate(const fs::path& folder) {
  return fail(ErrorKind::input, "docx.no_template", {"找不到 DOCX 模板", "The template of DOCX is not found"},
              toUtf8(folder), {"重新安装，或恢复 templates/docx", "reinstall, or restore templates/docx"});
}

Result<Parts> filesOf(const fs::path& folder) {
  Parts parts;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (!at->is_regular_file()) continue;
    std::string name = toUtf8(at->path().lexically_relative(folder));
    std::ranges::replace(name, '\\', '/');
    auto bytes = readFile(at->path());
    if (!bytes) return fail(bytes.error());
    parts.emplace_back(name, std::move(*bytes));
  }
  const auto has = [&](const char* name) {
    return std::ranges::any_of(parts, [&](const auto& part) { return part.first == name; });
  };
  if (failed || !has(kContents) || !has(kBody) || !has(kRelations)) return noTemplate(folder);
  std::ranges::sort(parts, [](const auto& a, const auto& b) {
    return std::pair(a.first != kContents, a.first) < std::pair(b.first != kContents, b.first);
  });
  return parts;
}

void replaceAll(std::string& text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

} // namespace

Result<Parts> officeParts(const Document& document, const fs::path& folder) {
  auto parts = filesOf(folder);
  if (!parts) return parts;
  const bool zh = document.language == Language::zh;
  const Parts words{{"{{title}}", document.title},
                    {"{{header}}", document.header},
                    {"{{date}}", document.date},
                    {"{{language}}", zh ? "zh-CN" : "en"},
                    {"{{page_before}}", zh ? "第 " : "Page "},
                    {"{{page_between}}", zh ? " 页，共 " : " of "},
                    {"{{page_after}}", zh ? " 页" : ""}};
  OfficeBody body;
  for (auto& [name, bytes] : *parts) {
    if (name != kBody) continue;
    auto filled = officeBody(document, bytes);
    if (!filled) return fail(filled.error());
    body = std::move(*filled);
    bytes = body.xml;
  }
  for (auto& [name, bytes] : *parts) {
    if (name == kRelations) replaceAll(bytes, "</Relationships>", body.relationships + "</Relationships>");
    if (name != kBody && (name.ends_with(".xml") || name.ends_with(".rels")))
      for (const auto& [mark, value] : words) replaceAll(bytes, mark, markupEscaped(value));
  }
  for (auto& picture : body.pictures) parts->push_back(std::move(picture));
  return parts;
}

} // namespace ecoredline
