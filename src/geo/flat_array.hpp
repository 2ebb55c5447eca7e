#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace ecoredline {

/// Asks the system for large pages under memory that is about to be filled, where it is large: fewer faults while it is
/// filled, fewer misses of the address cache after. Only a wish; nothing depends on it.
void preferLargePages(void* memory, std::size_t bytes);

/// A vector that may also be a look into memory that somebody else keeps, such as a mapped file. Reading is the same
/// for both; the first change of a look makes a copy of its own, so that a value stays a value.
template<class T>
class FlatArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;

  FlatArray() = default;
  FlatArray(std::initializer_list<T> values) : m_own(values) { look(); }
  FlatArray(std::vector<T> values) : m_own(std::move(values)) { look(); } // NOLINT: a vector is one
  /// A look at `values`, which `keeper` keeps alive.
  FlatArray(std::span<const T> values, std::shared_ptr<const void> keeper)
      : m_keeper(std::move(keeper)), m_data(values.data()), m_size(values.size()) {}

  FlatArray(const FlatArray& o) : m_own(o.m_own), m_keeper(o.m_keeper), m_data(o.m_data), m_size(o.m_size) {
    if (!m_keeper) look();
  }
  FlatArray(FlatArray&& o) noexcept
      : m_own(std::move(o.m_own)), m_keeper(std::move(o.m_keeper)), m_data(o.m_data), m_size(o.m_size) {
    if (!m_keeper) look();
    o.forget();
  }
  FlatArray& operator=(FlatArray o) noexcept {
    std::swap(m_own, o.m_own);
    std::swap(m_keeper, o.m_keeper);
    std::swap(m_data, o.m_data);
    std::swap(m_size, o.m_size);
    return *this;
  }
  ~FlatArray() = default;

  std::size_t size() const { return m_size; }
  bool empty() const { return m_size == 0; }
  const T* data() const { return m_data; }
  const T* begin() const { return m_data; }
  const T* end() const { return m_data + m_size; }
  const T& operator[](std::size_t i) const { return m_data[i]; }
  /// Throws std::out_of_range.
  const T& at(std::size_t i) const {
    if (i >= m_size) throw std::out_of_range("FlatArray");
    return m_data[i];
  }
  const T& front() const { return m_data[0]; }
  const T& back() const { return m_data[m_size - 1]; }

  T* data() { return own().data(); }
  T* begin() { return own().data(); }
  T* end() { return own().data() + m_size; }
  T& operator[](std::size_t i) { return own()[i]; }
  T& front() { return own().front(); }
  T& back() { return own().back(); }

  void reserve(std::size_t n) {
    change([&](auto& v) {
      v.reserve(n);
      preferLargePages(v.data(), v.capacity() * sizeof(T));
    });
  }
  /// Grows by shares: arrays are filled ring by ring, and one that moved for each would cost their square.
  void resize(std::size_t n) {
    const std::size_t now = m_own.capacity();
    if (n > now) reserve(now + now / 2 > n ? now + now / 2 : n);
    change([&](auto& v) { v.resize(n); });
  }
  void assign(std::size_t n, const T& value) {
    change([&](auto& v) { v.assign(n, value); });
  }
  // NOLINTBEGIN(readability-identifier-naming): the names that a vector has
  void pop_back() {
    change([](auto& v) { v.pop_back(); });
  }
  void push_back(const T& value) {
    change([&, copy = value](auto& v) { v.push_back(copy); });
  }
  void emplace_back() {
    change([](auto& v) { v.emplace_back(); });
  }
  // NOLINTEND(readability-identifier-naming)
  /// Values of another array or vector, at the end.
  template<class It>
  void append(It first, It last) {
    change([&](auto& v) { v.insert(v.end(), first, last); });
  }

  bool operator==(const FlatArray& o) const {
    if (m_size != o.m_size) return false;
    for (std::size_t i = 0; i < m_size; ++i) {
      if (!(m_data[i] == o.m_data[i])) return false;
    }
    return true;
  }

 private:
  std::vector<T>& own() {
    if (m_keeper) {
      m_own.assign(m_data, m_data + m_size);
      m_keeper.reset();
      look();
    }
    return m_own;
  }
  template<class F>
  void change(const F& f) {
    f(own());
    look();
  }
  void look() {
    m_data = m_own.data();
    m_size = m_own.size();
  }
  void forget() {
    m_own.clear();
    m_keeper.reset();
    look();
  }

  std::vector<T> m_own;
  std::shared_ptr<const void> m_keeper; ///< set: a look; m_own is then empty
  const T* m_data = nullptr;
  std::size_t m_size = 0;
};

} // namespace ecoredline
