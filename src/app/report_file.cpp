#include "app/report_file.hpp"

#include "app/catalogue_folder.hpp"
#include "builtin_plugins.hpp"

namespace ecoredline {

Result<void> writeReport(const ReportFile& what, const ReportData& data, Language language, Feedback& feedback) {
  auto templates = loadTemplates(what.own);
  if (!templates) return fail(templates.error());
  const ReportTemplate* form = templates->book.find(what.form);
  if (form == nullptr)
    return fail(ErrorKind::input, "template.missing",
                {"没有报告模板 " + what.form, "There is no template " + what.form},
                "templates/report/" + what.form + ".toml");
  auto document = compose(*form, data, language);
  if (!document) return fail(document.error());
  document->date = what.date;
  Registry registry;
  registerBuiltinPlugins(registry);
  WriteRequest request;
  request.language = language;
  request.parts = templates->parts;
  request.document = &*document;
  return registry.writer(what.format)->write(request, what.file, feedback);
}

} // namespace ecoredline
