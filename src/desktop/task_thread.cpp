#include "desktop/task_thread.hpp"

namespace ecoredline {

TaskThread::TaskThread() {
  m_thread = std::thread([this] { work(); });
}

TaskThread::~TaskThread() {
  {
    const std::scoped_lock lock(m_mutex);
    m_stop = true;
  }
  m_wake.notify_one();
  m_thread.join();
}

void TaskThread::post(std::function<void()> task) {
  {
    const std::scoped_lock lock(m_mutex);
    m_tasks.push_back(std::move(task));
  }
  m_wake.notify_one();
}

void TaskThread::work() {
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(m_mutex);
      m_wake.wait(lock, [this] { return m_stop || !m_tasks.empty(); });
      if (m_tasks.empty()) return;
      task = std::move(m_tasks.front());
      m_tasks.pop_front();
    }
    task();
  }
}

} // namespace ecoredline
