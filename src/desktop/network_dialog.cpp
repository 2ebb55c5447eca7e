#include "desktop/network_dialog.hpp"

#include "desktop/reading_form.hpp"
#include "desktop/words.hpp"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace ecoredline {

NetworkDialog::NetworkDialog(Language language, QWidget* parent)
    : QDialog(parent), m_language(language), m_service(new QComboBox), m_title(new QLineEdit), m_url(new QLineEdit),
      m_layer(new QLineEdit), m_deepest(new QSpinBox), m_attribution(new QLineEdit) {
  setWindowTitle(say("添加联网底图", "Add a base map of a server"));
  resize(620, 320);
  m_service->addItem(say("XYZ 瓦片", "XYZ tiles"), static_cast<int>(MapService::xyz));
  m_service->addItem("WMS", static_cast<int>(MapService::wms));
  m_service->addItem("WMTS", static_cast<int>(MapService::wmts));
  m_deepest->setRange(0, 24);
  m_deepest->setValue(18);
  m_title->setPlaceholderText(say("显示在提示里的名称", "what notices call it"));
  m_attribution->setPlaceholderText(say("按服务方要求署名，显示在地图上", "as its owner wants it said on the map"));
  auto* hint = new QLabel(say("瓦片缓存在本机，一周内不再下载。底图只供参看，不参与量算，也不进报告。",
                              "Tiles are kept on this machine for a week. A base map is for looking at: nothing is "
                              "measured on it, and no report holds it."));
  hint->setWordWrap(true);
  auto* form = new QFormLayout;
  addRow(*form, say("服务(&S)", "&Service"), m_service);
  addRow(*form, say("地址(&A)", "&Address"), m_url);
  addRow(*form, say("图层(&L)", "&Layer"), m_layer);
  addRow(*form, say("最深级别(&D)", "&Deepest level"), m_deepest);
  addRow(*form, say("名称(&N)", "&Name"), m_title);
  addRow(*form, say("来源署名(&T)", "A&ttribution"), m_attribution);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Cancel)->setText(say("取消", "Cancel"));
  m_add = buttons->addButton(say("添加", "Add"), QDialogButtonBox::AcceptRole);
  auto* all = new QVBoxLayout(this);
  all->addWidget(hint);
  all->addLayout(form);
  all->addStretch(1);
  all->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons, &QDialogButtonBox::accepted, this, [this] {
    accept();
    Q_EMIT mapWanted(map());
  });
  connect(m_service, &QComboBox::currentIndexChanged, this, &NetworkDialog::follow);
  connect(m_url, &QLineEdit::textChanged, this, &NetworkDialog::follow);
  follow();
}

/// What the kind of service asks for.
void NetworkDialog::follow() {
  const auto service = static_cast<MapService>(m_service->currentData().toInt());
  m_layer->setEnabled(service != MapService::xyz);
  m_deepest->setEnabled(service == MapService::xyz);
  m_url->setPlaceholderText(service == MapService::xyz ? "https://tiles.example.org/{z}/{x}/{y}.png"
                            : service == MapService::wms
                                ? "https://maps.example.org/wms"
                                : "https://maps.example.org/wmts?SERVICE=WMTS&REQUEST=GetCapabilities");
  m_add->setEnabled(!m_url->text().trimmed().isEmpty());
}

NetworkMap NetworkDialog::map() const {
  const auto text = [](const QLineEdit* line) { return line->text().trimmed().toStdString(); };
  return {static_cast<MapService>(m_service->currentData().toInt()), text(m_title),       text(m_url),
          m_layer->isEnabled() ? text(m_layer) : std::string(),      text(m_attribution), m_deepest->value()};
}

} // namespace ecoredline
