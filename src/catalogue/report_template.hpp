#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ecoredline {

/// One thing of a document, as a person wrote it down. Words hold names in braces, {site}, which the report fills.
struct TemplateBlock {
  enum class Kind { heading, text, list, table, figure, signatures, page_break, each };
  Kind kind = Kind::text;
  int level = 1;                     ///< of a heading, 1-3
  Text text;                         ///< words of a heading or paragraph; caption of a table or figure
  Text note;                         ///< under a table or figure
  Text empty;                        ///< a paragraph instead of a table without rows or a group without members
  std::string source;                ///< name of the list, table, figure or group that the report gives
  std::string look;                  ///< of a paragraph: "", "verdict", "note"
  std::string when;                  ///< only where the report gives this name something; "!name": where it does not
  std::vector<std::string> kinds;    ///< of a table or group: only these layer kinds; "rest" = those no block names
  bool wide = false;                 ///< a table on a page lying on its long side
  bool whole = false;                ///< a table keeps columns that hold nothing
  std::vector<TemplateBlock> blocks; ///< of a group: once for each of its members
};

/// A kind of document: templates/report/<id>.toml.
struct ReportTemplate {
  std::string id;
  Text title;
  Text header;                              ///< at the head of every page
  std::vector<std::pair<Text, Text>> cover; ///< name and value; an empty value is a line to write on
  std::vector<Text> signatures;
  std::vector<TemplateBlock> blocks;
};

/// Documents as data: what a report says, in which order and in which words.
class ReportBook {
 public:
  /// Every *.toml of `folder`. Errors (input): `template.unreadable`, `template.syntax`, `template.unknown_key`,
  /// `template.bad_value`, each with file and line.
  static Result<ReportBook> load(const std::filesystem::path& folder);
  static Result<ReportBook> fromFiles(const std::map<std::string, std::string>& files);

  /// nullptr where there is none of this name.
  const ReportTemplate* find(const std::string& id) const;

 private:
  std::vector<ReportTemplate> m_templates;
};

} // namespace ecoredline
