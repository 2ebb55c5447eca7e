#pragma once

#include "app/incident_tables.hpp"
#include "catalogue/catalogue.hpp"
#include "store/table_file.hpp"

#include <string>
#include <vector>

namespace ecoredline {

/// The layer of a field pack that is filled in, and the name of the table.
inline constexpr const char* kAnswers = "answers";

/// A column of the answers: what is shown, or what is asked for.
struct FormField {
  enum class Sort { shown, text, choice, date, photo };
  std::string id;
  Text title;
  Sort sort = Sort::text;
  std::vector<FileChoice> choices{};
};

/// The form of a ledger type: what is known of a problem, then what somebody in the field can say of it.
std::vector<FormField> fieldForm(const LedgerWords& words);

/// The same as columns of a table, with titles and domains.
std::vector<FileColumn> formColumns(const std::vector<FormField>& form, Language language);

/// The same as QGIS keeps a form (QML, categories fields and forms): drop-downs, a calendar, a photo; what is shown
/// cannot be edited.
std::string formQml(const std::vector<FormField>& form, Language language);

/// The fields for reading a filled table: by id, or by its title in either language.
std::vector<Field> formFields(const std::vector<FormField>& form);

} // namespace ecoredline
