#include "desktop/what_if_desk.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace ecoredline {

WhatIfDesk::WhatIfDesk(QObject* parent) : QObject(parent) {}

WhatIfDesk::~WhatIfDesk() {
  drop();
}

void WhatIfDesk::tell(std::function<void()> what) {
  QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void WhatIfDesk::drop() {
  m_next.reset();
  if (m_feedback) m_feedback->cancel();
}

void WhatIfDesk::open(const ScreenOptions& options) {
  drop();
  m_feedback = std::make_shared<Feedback>();
  m_thread.post([this, options, feedback = m_feedback] {
    m_engine = nullptr;
    auto opened = WhatIf::open(options, *feedback);
    if (!opened) {
      tell([this, error = opened.error()] { Q_EMIT failed(error); });
      return;
    }
    m_engine = std::move(*opened);
    tell([this] { Q_EMIT this->opened(); });
  });
}

void WhatIfDesk::ask(const std::string& site, const SiteShape& shape, const Crs& plane, bool is_final) {
  m_next = Asked{site, shape, plane, is_final};
  if (!m_is_working) startNext();
}

void WhatIfDesk::startNext() {
  m_is_working = m_next.has_value();
  if (!m_next) return;
  m_feedback = std::make_shared<Feedback>();
  m_thread.post([this, asked = std::move(*m_next), feedback = m_feedback] {
    try {
      if (m_engine != nullptr && !feedback->cancelled()) answer(asked, *feedback);
    } catch (const std::exception& error) {
      tell([this, text = std::string(error.what())] {
        Q_EMIT failed({ErrorKind::internal, "internal", {"程序内部错误：" + text, "Internal error: " + text}, {}, {}});
      });
    }
    tell([this] { startNext(); });
  });
  m_next.reset();
}

void WhatIfDesk::answer(const Asked& asked, Feedback& feedback) {
  const auto begin = std::chrono::steady_clock::now();
  auto run = m_engine->screen(asked.site, asked.shape.layer(asked.plane), asked.is_final, feedback);
  if (!run) {
    if (run.error().kind != ErrorKind::cancelled) tell([this, error = run.error()] { Q_EMIT failed(error); });
    return;
  }
  auto made = std::make_shared<WhatIfAnswer>();
  made->shape = asked.shape;
  made->plane = asked.plane;
  made->is_final = asked.is_final;
  made->run = std::move(*run);
  const auto& sites = made->run.report.sites;
  made->site = static_cast<std::size_t>(std::ranges::find(sites, asked.site, &SiteResult::id) - sites.begin());
  made->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  tell([this, made] { Q_EMIT answered(made); });
}

} // namespace ecoredline
