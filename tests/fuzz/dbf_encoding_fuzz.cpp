// Any bytes as texts of a table, cut at line ends: what is decided can be decoded, and is UTF-8 then.
#include "base/text.hpp"
#include "source/encoding.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ecoredline;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::vector<RawText> texts;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    texts.push_back({bytes.substr(0, end), texts.size() % 2 == 1});
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
  const EncodingGuess guess = guessEncoding(texts);
  for (const RawText& text : texts) {
    if (wholeCharacters(text.bytes, "GB18030").size() > text.bytes.size()) std::abort();
    if (guess.encoding.empty()) continue;
    const auto decoded = decode(text.full ? wholeCharacters(text.bytes, guess.encoding) : text.bytes, guess.encoding);
    if (decoded && !isUtf8(*decoded)) std::abort();
  }
  canonicalEncoding(texts.empty() ? std::string_view() : texts.front().bytes);
  return 0;
}
