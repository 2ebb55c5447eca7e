#pragma once

#include "base/text.hpp"
#include "source/network_map.hpp"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ecoredline {

/// The address of a map service: what kind it is, which layer, and whose name is to stand on the map.
class NetworkDialog : public QDialog {
  Q_OBJECT

 public:
  explicit NetworkDialog(Language language, QWidget* parent = nullptr);

  NetworkMap map() const;
  QComboBox* service() const { return m_service; }
  QLineEdit* url() const { return m_url; }
  QLineEdit* layer() const { return m_layer; }
  QLineEdit* attribution() const { return m_attribution; }

 Q_SIGNALS:
  void mapWanted(const NetworkMap& map);

 private:
  void follow();
  QString say(const char* zh, const char* en) const { return m_language == Language::zh ? zh : en; }

  Language m_language;
  QComboBox* m_service;
  QLineEdit* m_title;
  QLineEdit* m_url;
  QLineEdit* m_layer;
  QSpinBox* m_deepest;
  QLineEdit* m_attribution;
  QPushButton* m_add;
};

} // namespace ecoredline
