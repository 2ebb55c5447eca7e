#pragma once

#include "survey_text.hpp"

#include <optional>
#include <string>

namespace survey_txt {

/// The metadata domain of what the driver itself found out.
inline constexpr const char* kDriverDomain = "SURVEY_TXT";

struct Document {
  SurveyFile file;
  std::string encoding; ///< of the bytes: "UTF-8", "GB18030", "UTF-16" or the one that was asked for
};

/// Bytes to a document. Says warnings and errors through CPLError, with their lines; nothing when there was an error.
std::optional<Document> readDocument(const std::string& bytes, const std::string& encoding);

/// GDAL's metadata domain of a section: [属性描述] is the default one.
std::string domainOf(const std::string& section);

/// A message through CPLError: "line 12: … / 第 12 行：…".
void say(const Message& message, bool is_error);

/// UTF-8 to `encoding` and back; nothing when a character has no place there or the bytes are not of that encoding.
std::optional<std::string> recoded(const std::string& text, const std::string& from, const std::string& to);

} // namespace survey_txt
