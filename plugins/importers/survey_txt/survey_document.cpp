#include "survey_document.hpp"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>

namespace survey_txt {

void say(const Message& message, bool is_error) {
  std::string en = "SurveyTXT: ";
  std::string zh;
  if (message.line > 0) {
    en += "line " + std::to_string(message.line) + ": ";
    zh = "第 " + std::to_string(message.line) + " 行：";
  }
  CPLError(is_error ? CE_Failure : CE_Warning, CPLE_AppDefined, "%s%s / %s%s", en.c_str(), message.en.c_str(),
           zh.c_str(), message.zh.c_str());
}

std::string domainOf(const std::string& section) {
  return section == "属性描述" ? std::string() : section;
}

std::optional<std::string> recoded(const std::string& text, const std::string& from, const std::string& to) {
  // CPLRecode warns and leaves out what it cannot convert: that is what nobody must miss.
  CPLPushErrorHandler(CPLQuietErrorHandler);
  CPLErrorReset();
  char* out = CPLRecode(text.c_str(), from.c_str(), to.c_str());
  const bool clean = CPLGetLastErrorType() == CE_None;
  CPLPopErrorHandler();
  CPLErrorReset();
  std::string result = out == nullptr ? std::string() : out;
  CPLFree(out);
  if (!clean) return std::nullopt;
  return result;
}

std::optional<Document> readDocument(const std::string& bytes, const std::string& encoding) {
  Document document;
  std::string text;
  if (auto utf8 = fromUtf16(bytes); utf8 && encoding.empty()) {
    document.encoding = "UTF-16";
    text = std::move(*utf8);
  } else {
    document.encoding = !encoding.empty() ? encoding : isUtf8(bytes) ? "UTF-8" : "GB18030";
    const bool plain = EQUAL(document.encoding.c_str(), CPL_ENC_UTF8);
    // A zero byte would end the text for CPLRecode; the parser refuses it.
    auto decoded =
        plain || bytes.find('\0') != std::string::npos ? bytes : recoded(bytes, document.encoding, CPL_ENC_UTF8);
    if (!decoded || (plain && !isUtf8(bytes))) {
      say({0, "文字不是 " + document.encoding + " 编码；用打开选项 ENCODING 指明",
           "the text is not " + document.encoding + "; name its encoding with the open option ENCODING"},
          true);
      return std::nullopt;
    }
    text = std::move(*decoded);
  }
  std::string_view view = text;
  if (view.starts_with("\xEF\xBB\xBF")) view.remove_prefix(3);
  Parsed parsed = parse(view);
  for (const Message& warning : parsed.warnings) say(warning, false);
  if (parsed.error) {
    say(*parsed.error, true);
    return std::nullopt;
  }
  document.file = std::move(parsed.file);
  return document;
}

} // namespace survey_txt
