#pragma once

#include "desktop/run_desk.hpp"
#include "report/incident_list.hpp"

#include <QImage>
#include <QListWidget>
#include <filesystem>
#include <vector>

namespace ecoredline {

/// A photograph or paper of a problem as it is kept beside the workspace.
struct KeptPicture {
  IncidentFile file;
  Date handed_in;
  std::filesystem::path path;
  bool is_there = false;
  QImage picture; ///< small; null for papers and for what cannot be read
};

/// The photographs of a problem, small, each with what it says of itself beside what the ledger says: when it was taken
/// and when handed in, how far from the problem. What does not fit is said in words and in colour. Enter opens one.
class PhotoStrip : public QListWidget {
  Q_OBJECT

 public:
  explicit PhotoStrip(RunDesk& desk, QWidget* parent = nullptr);

  void setLanguage(Language language);
  /// Nothing of a problem without files; the strip is hidden then.
  void show(const std::filesystem::path& workspace, const Incident* incident);
  const std::vector<KeptPicture>& pictures() const { return m_pictures; }
  /// As Enter: a window with the picture large and the comparison in full.
  QWidget* open(int row);

 Q_SIGNALS:
  void loaded();

 private:
  void fill();
  QString comparison(const KeptPicture& one) const;
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  RunDesk& m_desk;
  Language m_language = Language::zh;
  std::string m_incident;
  std::vector<KeptPicture> m_pictures;
};

} // namespace ecoredline
